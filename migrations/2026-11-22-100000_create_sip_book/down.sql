DROP TABLE import_observations;
DROP TABLE sip_amounts;
DROP TABLE sip_sightings;
DROP TABLE sip_records;
DROP TABLE imports;
DROP SEQUENCE import_ids;
DROP TABLE book_identity;
