//! The SIPs of a simulated firm: whose each is, its life as it goes with the partners' calls and as it
//! would have gone without any, and what each month's export tells of both.

use chrono::NaiveDate;
use opportunity_core::{AmountRun, BadFacts, Book, SipRecord};
use sample_book::chance::{Seed, Stream};

use super::behaviour::{AGENTS, SIPS_A_CLIENT};
use crate::degree::Degree;
use crate::fate::Fate;
use crate::imports::see;
use crate::life::Life;
use crate::record::record;
use crate::truth::Truth;

/// A SIP of the firm.
#[derive(Clone, Debug)]
pub(crate) struct FirmSip {
    /// The number of its life.
    pub(crate) number: u64,
    /// Its own id, its client's and its agent's.
    pub(crate) ids: Ids,
    /// Its life with the partners' calls.
    pub(crate) called: Lived,
    /// The same life had nobody called.
    pub(crate) left_alone: Lived,
}

/// The ids that a SIP has in an export.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    pub(crate) sip_meta_id: String,
    pub(crate) user_id: String,
    pub(crate) agent_id: String,
}

/// A life that goes on month after month, and what imports saw of it.
#[derive(Clone, Debug)]
pub(crate) struct Lived {
    pub(crate) life: Life,
    runs: Vec<AmountRun>,
    /// As the newest export has it; none before the first that does.
    pub(crate) now: Option<Now>,
}

/// A life on the date of a book.
#[derive(Clone, Debug)]
pub(crate) struct Now {
    /// Nothing in it is later than the book.
    pub(crate) life: Life,
    pub(crate) record: SipRecord,
    pub(crate) fate: Fate,
    /// None where no step-up was agreed.
    pub(crate) truth: Option<Truth>,
}

/// Which of a SIP's two lives.
pub(crate) type Side = fn(&FirmSip) -> &Lived;

/// So many SIPs, lived up to a date, client by client.
pub(crate) fn draw(seed: &Seed, degree: Degree, lives: u64, last: NaiveDate) -> Vec<FirmSip> {
    let mut sips: Vec<FirmSip> = Vec::new();
    let mut numbers = 0..lives;
    for client in 0.. {
        let chance = &mut seed.stream(Stream::Client(client));
        let agent = chance.below(AGENTS);
        let count = chance.weighted(&SIPS_A_CLIENT) as usize;
        let before = sips.len();
        for number in numbers.by_ref().take(count) {
            let lived = Lived::begin(Life::drawn_until(seed, degree, number, last));
            let ids = Ids {
                sip_meta_id: format!("{number}"),
                user_id: format!("client-{client}"),
                agent_id: format!("agent-{agent}"),
            };
            sips.push(FirmSip { number, ids, left_alone: lived.clone(), called: lived });
        }
        if sips.len() == before {
            break;
        }
    }
    sips
}

/// The book of a date, of one side of all lives.
pub(crate) fn book(sips: &[FirmSip], side: Side, date: NaiveDate) -> Result<Book, BadFacts> {
    let mut builder = Book::builder(date);
    for sip in sips {
        let lived = side(sip);
        if let Some(now) = &lived.now {
            builder.add(&now.record.facts(&lived.runs, date))?;
        }
    }
    Ok(builder.build()?)
}

impl FirmSip {
    /// Takes in what the export of a date tells of both lives.
    pub(crate) fn export(&mut self, date: NaiveDate) {
        self.called.export(date, &self.ids);
        self.left_alone.export(date, &self.ids);
    }
}

impl Lived {
    fn begin(life: Life) -> Self {
        Self { life, runs: Vec::new(), now: None }
    }

    fn export(&mut self, date: NaiveDate, ids: &Ids) {
        if date < self.life.agreement.known_from() {
            return;
        }
        let life = self.life.until(date);
        see(&mut self.runs, &life, date);
        let record = SipRecord {
            sip_meta_id: ids.sip_meta_id.clone(),
            user_id: ids.user_id.clone(),
            agent_id: ids.agent_id.clone(),
            ..record(&life, date)
        };
        let (fate, truth) = (Fate::of(&life, &record), Truth::of(&life, &record));
        self.now = Some(Now { life, record, fate, truth });
    }
}
