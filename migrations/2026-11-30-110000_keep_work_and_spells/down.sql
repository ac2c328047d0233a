ALTER TABLE api_keys DROP may_write;
DROP TABLE reason_totals, settled_agents, changes, spells_before, ended_spells, spells, settled_books,
    idempotency_keys, work_reasons, work_events;
DROP FUNCTION refuse_to_change_work();
DROP SEQUENCE change_ids, work_ids;
