//! A book that somebody has damaged behind the project's back.

use crate::database::Database;
use crate::kit::{Kit, LIST};
use crate::program::Api;
use crate::table::Tally;
use crate::terminal::Outcome;
use crate::watch::Watch;

/// What breaks a rule that the tables hold, and what mends it. `{sip}` is a SIP of the first export.
const DAMAGES: [(&str, &str); 3] = [
    (
        "ALTER TABLE sip_records DROP CONSTRAINT sip_records_amount_paise_check;
         UPDATE sip_records SET amount_paise = -amount_paise WHERE sip_meta_id = '{sip}'",
        "UPDATE sip_records SET amount_paise = -amount_paise WHERE sip_meta_id = '{sip}'",
    ),
    (
        "ALTER TABLE sip_records DROP CONSTRAINT sip_records_success_amount_paise_check;
         UPDATE sip_records SET success_amount_paise = -1 - coalesce(success_amount_paise, 0)
          WHERE sip_meta_id = '{sip}'",
        "UPDATE sip_records SET success_amount_paise = -1 - success_amount_paise
          WHERE sip_meta_id = '{sip}'",
    ),
    (
        "ALTER TABLE sip_records DROP CONSTRAINT sip_records_failed_amount_paise_check;
         UPDATE sip_records SET failed_amount_paise = -1 - coalesce(failed_amount_paise, 0)
          WHERE sip_meta_id = '{sip}'",
        "UPDATE sip_records SET failed_amount_paise = -1 - failed_amount_paise
          WHERE sip_meta_id = '{sip}'",
    ),
];

/// A SIP of the first export, of which more is known than of most.
fn sip(database: &Database) -> Outcome<String> {
    let sip = "SELECT min(sip_meta_id) FROM sip_records
                WHERE success_amount_paise > 0 AND deleted IS NOT TRUE";
    Ok(database.rows(sip)?.join(""))
}

/// A record that the tables would refuse: a server goes on with its old book, and one that starts
/// says what is damaged, and serves once it is mended.
pub(crate) fn rule_broken(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    for (damage, mend) in DAMAGES {
        let database = kit.database()?;
        let sip = sip(&database)?;
        let mut api = kit.serve(&database, &["--refresh-millis=20"])?;
        let watch = Watch::start(api.address, LIST);
        database.run(&damage.replace("{sip}", &sip))?;
        // A new token makes the server read the book again, and with it what was damaged.
        database.run("UPDATE imports SET token = gen_random_uuid()")?;
        let said = api.process.wait_for_line("the book is damaged")?;
        tally
            .must(said.contains(&format!("SIP {sip}:")), || format!("it does not name it: {said}"));
        watch.look_on()?;
        watch.end(&mut tally, &[&kit.before.list])?;

        let mut starting = Api::listen(kit.directory(), &database.url(), &["--refresh-millis=20"])?;
        let said = starting.process.wait_for_line("the book is damaged")?;
        tally
            .must(said.contains(&format!("SIP {sip}:")), || format!("it does not name it: {said}"));
        let list = starting.get(LIST)?;
        tally.must(list.is_not_now(), || format!("a list of no book: {}", list.text()));
        database.run(&mend.replace("{sip}", &sip))?;
        let list = starting.wait_for_status(LIST, 200)?;
        tally.must(list.body == kit.before.list, || "another list once it is mended".to_owned());
        api.wait_for_list(LIST, &kit.before.list)?;
        tally.tried();
    }
    tally.note("the SIP is named; the old book is served, and the mended one without a restart");
    Ok(tally)
}

/// Rows that are gone. What is left is served, and the next export that holds the SIP puts it back.
pub(crate) fn rows_gone(kit: &Kit) -> Outcome<Tally> {
    let mut tally = Tally::default();
    for (table, which) in [
        ("sip_sightings", "true"),
        ("sip_sightings", "sip_meta_id = '{sip}'"),
        ("sip_records", "sip_meta_id = '{sip}'"),
        ("sip_records", "true"),
        ("sip_amounts", "true"),
    ] {
        let at = format!("{table} where {which}");
        let database = kit.database()?;
        let sip = sip(&database)?;
        let api = kit.serve(&database, &["--refresh-millis=20"])?;
        let watch = Watch::start(api.address, LIST);
        let which = which.replace("{sip}", &sip);
        database.run(&format!("DELETE FROM {table} WHERE {which}"))?;
        watch.end(&mut tally, &[&kit.before.list])?;
        let fresh = kit.serve(&database, &[])?;
        tally.same(&format!("{at}: a new server's list"), &fresh.get(LIST)?.status, &200);
        let client = fresh.get(&kit.client)?.status;
        let is_known = matches!(client, 200 | 404);
        tally.must(is_known, || format!("{at}: a client is answered {client}"));
        kit.import_second(&database)?;
        let held = "SELECT count(*) FROM sip_records JOIN sip_sightings USING (sip_meta_id)";
        let should = vec![kit.exports.second.ids.len().to_string()];
        tally.same(&format!("{at}: SIPs after the next export"), &database.rows(held)?, &should);
        tally.tried();
    }
    tally.note("the old book is served on; what is left by a new server");
    Ok(tally)
}
