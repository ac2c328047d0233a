-- What was done about reasons to call: events, which are never changed and never deleted.
CREATE SEQUENCE work_ids;
CREATE TABLE work_events (
    -- In the order in which they were committed: events are written one after the other.
    work_id bigint PRIMARY KEY DEFAULT nextval('work_ids'),
    at timestamptz NOT NULL DEFAULT now(),
    -- Who did it: the id of a key, or of a person. Not a secret.
    by_whom text COLLATE "C" NOT NULL,
    agent_id text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    outcome text COLLATE "C",
    dismissal text COLLATE "C",
    until date,
    check_on date,
    note text COLLATE "C",
    -- The event that this one takes back, which happens once.
    undoes bigint UNIQUE REFERENCES work_events,
    -- The book that whoever did it looked at.
    book_as_of date NOT NULL,
    book_sequence bigint NOT NULL
);
CREATE INDEX work_events_user_id ON work_events (user_id, work_id);
CREATE INDEX work_events_agent_id ON work_events (agent_id, work_id);
CREATE INDEX work_events_by_whom ON work_events (by_whom, at);

CREATE FUNCTION refuse_to_change_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was done is only added to';
END
$$;
CREATE TRIGGER work_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON work_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_work();

-- The reasons that an event is about, as they were then.
CREATE TABLE work_reasons (
    work_id bigint NOT NULL REFERENCES work_events,
    reason_key text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    mark smallint NOT NULL,
    -- The state of the book in which the spell that it was done in had ended; null while it runs.
    ended_with bigint,
    PRIMARY KEY (work_id, reason_key)
);
CREATE INDEX work_reasons_running ON work_reasons (reason_key) WHERE ended_with IS NULL;
CREATE INDEX work_reasons_key ON work_reasons (reason_key, work_id);

-- A request that was sent twice is carried out once.
CREATE TABLE idempotency_keys (
    by_whom text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    request_sha256 bytea NOT NULL,
    work_id bigint NOT NULL REFERENCES work_events,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (by_whom, idempotency_key)
);
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

-- The books that were compared with the spells before them, one row each.
CREATE TABLE settled_books (
    -- The state of the book.
    settled_with bigint PRIMARY KEY,
    as_of date NOT NULL,
    -- The version of the rules that judged it.
    rules integer NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

-- Reasons that are there, or rest.
CREATE TABLE spells (
    reason_key text COLLATE "C" PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL,
    agent_id text COLLATE "C" NOT NULL,
    since date NOT NULL,
    kind text COLLATE "C" NOT NULL,
    mark smallint NOT NULL,
    monthly_value_paise bigint NOT NULL,
    -- What the newest book with the reason said of whatever would show that it was mended: an
    -- instalment, or a day, as the kind has it.
    seen_paise bigint,
    seen_on date,
    -- The date of the first book without it, while it is gone.
    resting_since date,
    -- It had recovered within 90 days before it appeared.
    regressed boolean NOT NULL,
    -- The state of the book that changed it last.
    settled_with bigint NOT NULL
);
CREATE INDEX spells_settled_with ON spells USING brin (settled_with);

-- Spells that have ended.
CREATE TABLE ended_spells (
    reason_key text COLLATE "C" NOT NULL,
    ended_with bigint NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    agent_id text COLLATE "C" NOT NULL,
    since date NOT NULL,
    ended_on date NOT NULL,
    kind text COLLATE "C" NOT NULL,
    mark smallint NOT NULL,
    monthly_value_paise bigint NOT NULL,
    why text COLLATE "C" NOT NULL,
    regressed boolean NOT NULL,
    -- Who promised last in it, and what became of that; null where nobody did.
    claimed_by text COLLATE "C",
    claim_work_id bigint,
    credit text COLLATE "C" CHECK (credit IN ('proven', 'broken')),
    CHECK (num_nulls(claimed_by, claim_work_id, credit) IN (0, 3)),
    PRIMARY KEY (reason_key, ended_with)
);
CREATE INDEX ended_spells_user_id ON ended_spells (user_id, ended_on);
CREATE INDEX ended_spells_ended_with ON ended_spells (ended_with);
CREATE INDEX ended_spells_recovered ON ended_spells (ended_on) WHERE why = 'recovered';

-- Spells as they were before a book changed them: while that book's import can be taken back, so can
-- what it did to spells. A null user_id says that there was none.
CREATE TABLE spells_before (
    settled_with bigint NOT NULL,
    reason_key text COLLATE "C" NOT NULL,
    user_id text COLLATE "C",
    agent_id text COLLATE "C",
    since date,
    kind text COLLATE "C",
    mark smallint,
    monthly_value_paise bigint,
    seen_paise bigint,
    seen_on date,
    resting_since date,
    regressed boolean,
    spell_settled_with bigint,
    PRIMARY KEY (settled_with, reason_key)
);

-- What changed between books.
CREATE SEQUENCE change_ids;
CREATE TABLE changes (
    change_id bigint PRIMARY KEY DEFAULT nextval('change_ids'),
    settled_with bigint NOT NULL,
    as_of date NOT NULL,
    change text COLLATE "C" NOT NULL,
    reason_key text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    -- Who had it; whoever has the SIP now is looked up.
    agent_id text COLLATE "C" NOT NULL,
    sip_meta_id text COLLATE "C",
    monthly_value_paise bigint NOT NULL,
    why text COLLATE "C",
    regressed boolean NOT NULL
);
CREATE INDEX changes_settled_with ON changes (settled_with);
CREATE INDEX changes_as_of ON changes (as_of);
CREATE INDEX changes_sip_meta_id ON changes (sip_meta_id);
CREATE INDEX changes_agent_id ON changes (agent_id, change_id);

-- Agents that a settled book had.
CREATE TABLE settled_agents (
    agent_id text COLLATE "C" PRIMARY KEY,
    settled_with bigint NOT NULL
);

-- Totals of an agent and a kind where they differ from the book before, or something came or went.
-- The whole book's stand under the empty agent_id, which no agent has.
CREATE TABLE reason_totals (
    agent_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    settled_with bigint NOT NULL,
    as_of date NOT NULL,
    reasons bigint NOT NULL,
    monthly_value_paise numeric NOT NULL,
    potential_increase_paise numeric NOT NULL,
    appeared bigint NOT NULL,
    ended bigint NOT NULL,
    recovered bigint NOT NULL,
    PRIMARY KEY (agent_id, kind, settled_with)
);

-- A key writes only if it was made to.
ALTER TABLE api_keys ADD may_write boolean NOT NULL DEFAULT false;
