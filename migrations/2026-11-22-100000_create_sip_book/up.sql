-- The SIP book: what the newest exports say of each SIP, what they said of its instalment over
-- time, and which exports were imported. Text is compared by bytes everywhere. Every unique key of
-- a table about SIPs contains sip_meta_id, so that the tables can be spread by it.

-- Changes whenever the book is made anew; part of every answer's tag.
CREATE TABLE book_identity (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    token uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO book_identity DEFAULT VALUES;

-- Taken within an import's transaction, under its lock: import ids grow in the order of commits.
CREATE SEQUENCE import_ids AS bigint;

CREATE TABLE imports (
    import_id bigint PRIMARY KEY,
    file_name text COLLATE "C" NOT NULL,
    sha256 text COLLATE "C" NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    as_of date NOT NULL CHECK (as_of BETWEEN '1900-01-01' AND '2200-12-31'),
    -- Whether the export is the whole book: SIPs last held before its date are hidden.
    complete boolean NOT NULL,
    records_read bigint NOT NULL CHECK (records_read >= 0),
    inserted bigint NOT NULL CHECK (inserted >= 0),
    updated bigint NOT NULL CHECK (updated >= 0),
    unchanged bigint NOT NULL CHECK (unchanged >= 0),
    stale bigint NOT NULL CHECK (stale >= 0),
    duplicate bigint NOT NULL CHECK (duplicate >= 0),
    rejected bigint NOT NULL CHECK (rejected >= 0),
    amount_changes bigint NOT NULL CHECK (amount_changes >= 0),
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL CHECK (finished_at >= started_at),
    -- Tells this import from another one that gets its number after a copy of the files is restored.
    token uuid NOT NULL DEFAULT gen_random_uuid(),
    UNIQUE (sha256, as_of),
    CHECK (records_read = inserted + updated + unchanged + stale + duplicate + rejected)
);
CREATE INDEX imports_as_of ON imports (as_of);

-- The newest record of each SIP, all but its stamps: those change with every export.
CREATE TABLE sip_records (
    sip_meta_id text COLLATE "C" PRIMARY KEY CHECK (sip_meta_id <> ''),
    user_id text COLLATE "C" NOT NULL CHECK (user_id <> ''),
    agent_id text COLLATE "C" NOT NULL CHECK (agent_id <> ''),
    agent_external_id text COLLATE "C",
    member_id text COLLATE "C",
    uid text COLLATE "C",
    goal_id text COLLATE "C",
    goal_name text COLLATE "C",
    created_at timestamp,
    sip_meta_date date,
    sip_meta_month date,
    sip_days text COLLATE "C",
    num_days integer CHECK (num_days >= 0),
    amount_paise bigint NOT NULL CHECK (amount_paise > 0 AND amount_paise < 1000000000000000),
    scheme_name text[] COLLATE "C" NOT NULL,
    start_date date,
    end_date date CHECK (end_date <= '2200-12-31'),
    paused_from date,
    paused_till date,
    paused_reason text COLLATE "C",
    increment_percentage_hundredths bigint CHECK (increment_percentage_hundredths >= 0),
    increment_amount_paise bigint CHECK (increment_amount_paise >= 0),
    increment_period text COLLATE "C" CHECK (increment_period ~ '^[0-9]+[MY]$'),
    is_active boolean,
    sip_sales_status text COLLATE "C",
    had_mandate_at_creation boolean,
    has_current_mandate boolean,
    mandate_tracking_status text COLLATE "C",
    mandate_confirmed_date date,
    stepper_enabled boolean,
    first_order_nav_allocated_at date,
    first_success_order_date date,
    latest_success_order_date date,
    first_success_order_month date,
    latest_success_order_month date,
    success_amount_paise bigint CHECK (success_amount_paise >= 0),
    pending_amount_paise bigint CHECK (pending_amount_paise >= 0),
    failed_amount_paise bigint CHECK (failed_amount_paise >= 0),
    in_progress_amount_paise bigint CHECK (in_progress_amount_paise >= 0),
    paused_amount_paise bigint CHECK (paused_amount_paise >= 0),
    success_count integer CHECK (success_count >= 0),
    current_sip_status text COLLATE "C" NOT NULL CHECK (current_sip_status <> ''),
    deleted boolean
);
CREATE INDEX sip_records_user_id ON sip_records (user_id);

-- What changes with every export even where the record does not: a narrow row, with room to be
-- rewritten in place.
CREATE TABLE sip_sightings (
    sip_meta_id text COLLATE "C" PRIMARY KEY,
    inserted_at timestamp,
    event_date timestamp,
    -- event_date, else inserted_at, else midnight of the import's date: the newer record wins.
    stamp timestamp NOT NULL,
    -- The import whose record the book keeps, and the record's place in its file.
    import_id bigint NOT NULL,
    record_number bigint NOT NULL,
    -- Of the record without its stamps: equal digests are equal records.
    content_digest uuid NOT NULL,
    -- The newest import that held the SIP, its date, and the instalment seen on that date.
    held_import_id bigint NOT NULL,
    held_as_of date NOT NULL,
    held_amount_paise bigint NOT NULL CHECK (held_amount_paise > 0)
) WITH (fillfactor = 50);

-- Each instalment that differs from the one seen before it, by the date of the import that saw it.
CREATE TABLE sip_amounts (
    sip_meta_id text COLLATE "C" NOT NULL,
    as_of date NOT NULL,
    amount_paise bigint NOT NULL CHECK (amount_paise > 0),
    import_id bigint NOT NULL,
    PRIMARY KEY (sip_meta_id, as_of)
);

-- What each import saw, packed: with it an import that comes late, or speaks of a date that another
-- one spoke of, puts the history right. Each array has one element a SIP.
CREATE TABLE import_observations (
    import_id bigint NOT NULL,
    part integer NOT NULL,
    sip_meta_ids text[] COLLATE "C" NOT NULL,
    amounts_paise bigint[] NOT NULL,
    stamps timestamp[] NOT NULL,
    PRIMARY KEY (import_id, part),
    CHECK (cardinality(sip_meta_ids) = cardinality(amounts_paise)),
    CHECK (cardinality(sip_meta_ids) = cardinality(stamps))
);
