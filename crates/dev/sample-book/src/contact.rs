//! Who a client is, and how they can be reached: names of many Indian languages, numbers that are
//! nobody's, addresses at domains that are kept for examples.

use chrono::{Days, NaiveDate, NaiveTime};
use opportunity_core::Paise;
use sip_export::ClientRecord;

use crate::chance::Chance;
use crate::clients::Client;

/// People who speak one language, and how they write their names.
struct People {
    language: &'static str,
    given: [&'static str; 8],
    family: [&'static str; 8],
    /// The same in the language's own script, where exports have some of it.
    own_script: Option<[[&'static str; 6]; 2]>,
}

const PEOPLE: [People; 10] = [
    People {
        language: "Hindi",
        given: ["Aarti", "Deepak", "Kavita", "Manoj", "Neha", "Rahul", "Sunita", "Vikas"],
        family: ["Sharma", "Verma", "Gupta", "Mishra", "Yadav", "Tiwari", "Kumar", "Agrawal"],
        own_script: Some([
            ["आरती", "दीपक", "कविता", "मनोज", "सुनीता", "विकास"],
            ["शर्मा", "वर्मा", "गुप्ता", "मिश्रा", "यादव", "तिवारी"],
        ]),
    },
    People {
        language: "Marathi",
        given: ["Ashwini", "Sachin", "Snehal", "Nilesh", "Vaishali", "Amol", "Rupali", "Ganesh"],
        family: ["Patil", "Deshmukh", "Kulkarni", "Jadhav", "Shinde", "Pawar", "More", "Gokhale"],
        own_script: Some([
            ["अश्विनी", "सचिन", "स्नेहल", "नीलेश", "वैशाली", "गणेश"],
            ["पाटील", "देशमुख", "कुलकर्णी", "जाधव", "शिंदे", "पवार"],
        ]),
    },
    People {
        language: "Tamil",
        given: ["Selvi", "Murugan", "Lakshmi", "Karthik", "Meena", "Senthil", "Kavitha", "Arun"],
        family: ["Raman", "Subramanian", "Natarajan", "Pandian", "Rajan", "Iyer", "Mani", "Velu"],
        own_script: Some([
            ["செல்வி", "முருகன்", "லட்சுமி", "கார்த்திக்", "மீனா", "செந்தில்"],
            ["ராமன்", "சுப்பிரமணியன்", "நடராஜன்", "பாண்டியன்", "ராஜன்", "வேலு"],
        ]),
    },
    People {
        language: "Telugu",
        given: ["Padma", "Srinivas", "Swathi", "Ravi", "Anitha", "Venkat", "Sailaja", "Kiran"],
        family: ["Reddy", "Naidu", "Rao", "Chowdary", "Varma", "Prasad", "Raju", "Sastry"],
        own_script: None,
    },
    People {
        language: "Kannada",
        given: ["Sudha", "Manjunath", "Shwetha", "Basavaraj", "Roopa", "Girish", "Asha", "Harish"],
        family: ["Gowda", "Hegde", "Shetty", "Bhat", "Patil", "Murthy", "Kamath", "Desai"],
        own_script: None,
    },
    People {
        language: "Malayalam",
        given: ["Anjali", "Biju", "Sreeja", "Rajesh", "Divya", "Suresh", "Lekha", "Vinod"],
        family: ["Nair", "Menon", "Pillai", "Thomas", "Varghese", "Kurup", "Mathew", "Panicker"],
        own_script: None,
    },
    People {
        language: "Bengali",
        given: ["Ananya", "Sourav", "Moumita", "Arijit", "Paromita", "Subhash", "Rina", "Dipankar"],
        family: ["Banerjee", "Mukherjee", "Das", "Ghosh", "Bose", "Sen", "Dutta", "Chatterjee"],
        own_script: None,
    },
    People {
        language: "Gujarati",
        given: ["Hetal", "Jignesh", "Komal", "Bhavesh", "Nisha", "Chirag", "Pooja", "Mehul"],
        family: ["Patel", "Shah", "Mehta", "Desai", "Parmar", "Joshi", "Trivedi", "Modi"],
        own_script: None,
    },
    People {
        language: "Punjabi",
        given: [
            "Harpreet", "Gurpreet", "Simran", "Jasbir", "Manpreet", "Baljit", "Rajinder", "Navjot",
        ],
        family: ["Singh", "Kaur", "Gill", "Sidhu", "Dhillon", "Bedi", "Sandhu", "Grewal"],
        own_script: None,
    },
    People {
        language: "English",
        given: ["Fiona", "Joel", "Maria", "Savio", "Ruth", "Kevin", "Zubeda", "Imran"],
        family: [
            "D'Souza",
            "Fernandes",
            "Pereira",
            "Khan",
            "Ansari",
            "Rodrigues",
            "Sheikh",
            "Lobo",
        ],
        own_script: None,
    },
];

const DOMAINS: [&str; 3] = ["example.org", "example.com", "example.net"];

/// So often, in a hundred, somebody's name is written in its own script, where there is one.
const OWN_SCRIPT: u32 = 40;
const NO_EMAIL: u32 = 8;
const NO_PHONE: u32 = 3;
const WITH_COUNTRY: u32 = 40;
const HAS_MIDDLE: u32 = 15;
/// In a thousand.
const DO_NOT_CONTACT: u32 = 8;

/// A client was first there so many days before the book was founded, at most.
const OLDEST_DAYS: u32 = 4_000;

/// A client as the export of a book has one: drawn from a stream of its own, so that it is the same in
/// every export.
pub(crate) fn record(
    client: Client,
    number: u64,
    founded: NaiveDate,
    as_of: NaiveDate,
    chance: &mut Chance,
) -> ClientRecord {
    let people = &PEOPLE[chance.below(PEOPLE.len() as u32) as usize];
    let (name, mailbox) = name(people, number, chance);
    let domain = chance.one_of(&DOMAINS);
    let email = (!chance.percent(NO_EMAIL)).then(|| format!("{mailbox}@{domain}"));
    let phone_number = phone_number(chance);
    let created = founded - Days::new(chance.below(OLDEST_DAYS).into());
    let created_on = created.min(as_of);
    let created_at = NaiveTime::from_hms_opt(chance.between(6, 22), chance.below(60), 0)
        .map(|at| created_on.and_time(at));
    let inserted_at = NaiveTime::from_hms_opt(20, 31, 0).map(|at| as_of.and_time(at));
    let invested = money(chance, 2_000_000);
    let worth = invested + money(chance, 900_000) - Paise::from_rupees(200_000);
    let deposits = if chance.percent(15) { money(chance, 500_000) } else { Paise::default() };
    let agent_name = client.agent.external_id.as_ref().map(|_| "Partner Desk".to_owned());
    ClientRecord {
        uid: Some((10_000_000 + number % 1_000_000_000).to_string()),
        user_id: client.user_id,
        crn: Some(digits(8, chance)),
        name: Some(name),
        email,
        phone_number,
        date_of_birth: founded.checked_sub_days(Days::new(chance.between(7_000, 27_000).into())),
        language: Some(people.language.to_owned()),
        agent_external_id: client.agent.external_id,
        agent_name,
        member_id: client.agent.member_id,
        total_current_value: Some(worth + deposits),
        total_invested_value: Some(invested + deposits),
        mf_current_value: Some(worth),
        mf_invested_value: Some(invested),
        fd_current_value: Some(deposits),
        fd_invested_value: Some(deposits),
        latest_as_on_date: Some(as_of),
        first_active_at: Some(created_on),
        first_active_mf: Some(created_on),
        first_active_mf_sip: Some(created_on),
        inserted_at,
        event_date: created_at,
        created_at,
        do_not_contact: Some(chance.permille(DO_NOT_CONTACT)),
        ..ClientRecord::default()
    }
}

/// A name, and what stands before the @ of an address.
fn name(people: &People, number: u64, chance: &mut Chance) -> (String, String) {
    let mailbox_number = number % 100_000;
    if let Some([given, family]) = &people.own_script
        && chance.percent(OWN_SCRIPT)
    {
        let name = format!("{} {}", chance.one_of(given), chance.one_of(family));
        return (name, format!("client{mailbox_number}"));
    }
    let (given, family) = (chance.one_of(&people.given), chance.one_of(&people.family));
    let letters = |name: &str| name.replace('\'', "").to_lowercase();
    let mailbox = format!("{}.{}{mailbox_number}", letters(given), letters(family));
    let name = if chance.percent(HAS_MIDDLE) {
        format!("{given} {} {family}", chance.one_of(&people.given))
    } else {
        format!("{given} {family}")
    };
    (name, mailbox)
}

/// No mobile number of India begins with 1.
fn phone_number(chance: &mut Chance) -> Option<String> {
    if chance.percent(NO_PHONE) {
        return None;
    }
    let (first, last) = (digits(4, chance), digits(5, chance));
    let with_country = chance.percent(WITH_COUNTRY);
    Some(if with_country { format!("+91 1{first} {last}") } else { format!("1{first}{last}") })
}

fn digits(count: usize, chance: &mut Chance) -> String {
    (0..count).map(|_| char::from(chance.one_of(b"0123456789"))).collect()
}

/// Whole rupees below so many.
fn money(chance: &mut Chance, below: u32) -> Paise {
    Paise::from_rupees(i64::from(chance.below(below)))
}
