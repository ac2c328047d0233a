-- The API key that was made or revoked, where that is what was asked for.
ALTER TABLE audit_log ADD key_id text COLLATE "C";
