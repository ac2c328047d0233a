-- An importer takes a SIP that was sighted for one whose record the book has. A record that somebody
-- deletes takes its sighting along, so that the next export which holds the SIP puts it back.
CREATE FUNCTION forget_sightings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM sip_sightings USING deleted_records
     WHERE sip_sightings.sip_meta_id = deleted_records.sip_meta_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER sip_records_take_sightings_along AFTER DELETE ON sip_records
    REFERENCING OLD TABLE AS deleted_records
    FOR EACH STATEMENT EXECUTE FUNCTION forget_sightings();

CREATE FUNCTION forget_all_sightings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM sip_sightings;
    RETURN NULL;
END
$$;
CREATE TRIGGER sip_records_take_all_sightings_along AFTER TRUNCATE ON sip_records
    FOR EACH STATEMENT EXECUTE FUNCTION forget_all_sightings();
