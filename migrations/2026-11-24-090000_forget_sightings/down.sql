DROP TRIGGER sip_records_take_all_sightings_along ON sip_records;
DROP FUNCTION forget_all_sightings();
DROP TRIGGER sip_records_take_sightings_along ON sip_records;
DROP FUNCTION forget_sightings();
