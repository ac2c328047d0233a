ALTER TABLE audit_log DROP key_id;
