-- The keys that programs and people sign in with. A key itself is shown once and never kept: only
-- its digest is. A revoked key stays, so that the trail of who asked can still be read.
CREATE TABLE api_keys (
    -- The beginning of the digest, in hexadecimal: names the key without giving it away.
    key_id text COLLATE "C" PRIMARY KEY CHECK (key_id ~ '^[0-9a-f]{16}$'),
    key_sha256 bytea NOT NULL UNIQUE CHECK (octet_length(key_sha256) = 32),
    name text COLLATE "C" NOT NULL CHECK (name <> ''),
    role text COLLATE "C" NOT NULL CHECK (role IN ('agent', 'manager', 'admin')),
    -- The agents whose clients it may see, by internal id; null for all of them.
    agents text[] COLLATE "C",
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    CHECK (encode(key_sha256, 'hex') LIKE key_id || '%'),
    -- A comparison with null would pass: coalesce refuses what is not said.
    CHECK (CASE role
               WHEN 'agent' THEN coalesce(cardinality(agents), 0) = 1
               WHEN 'manager' THEN agents IS NULL OR cardinality(agents) > 0
               ELSE agents IS NULL
           END),
    CHECK (agents IS NULL OR array_position(agents, NULL) IS NULL)
);
