use std::collections::HashMap;

use crate::support::book;

const SIPS: u64 = 30_000;

fn counts(of: impl Iterator<Item = String>) -> Vec<(String, u64)> {
    let mut counts: HashMap<String, u64> = HashMap::new();
    of.for_each(|key| *counts.entry(key).or_default() += 1);
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

#[test]
fn one_agent_has_a_twentieth_and_nobody_a_seventh() {
    let agents = counts(book(9, SIPS).records().map(|sip| sip.agent_id));
    let share = |count: u64| count as f64 / SIPS as f64;
    assert_eq!(agents[0].0, "0");
    assert!((0.14..0.16).contains(&share(agents[0].1)), "{:?}", agents[0]);
    assert!((0.045..0.055).contains(&share(agents[1].1)), "{:?}", agents[1]);
    assert_eq!(agents.len(), 101, "a hundred agents and nobody");
    // A long tail: many times fewer at its end than at its head.
    assert!(agents[2].1 > 8 * agents[100].1, "{:?} {:?}", agents[2], agents[100]);
}

#[test]
fn one_client_has_forty_sips_and_most_have_up_to_three() {
    for (sips, most) in [(200, 40), (SIPS, 40)] {
        let clients = counts(book(9, sips).records().map(|sip| sip.user_id));
        assert_eq!(clients[0].1, most);
        assert!(clients[1].1 < 25, "{:?}", clients[1]);
        let few = clients.iter().filter(|(_, count)| *count <= 3).count();
        assert!(few * 10 > clients.len() * 8, "{few} of {}", clients.len());
    }
}

#[test]
fn a_client_has_one_agent() {
    let mut agents = HashMap::new();
    for sip in book(9, 3_000).records() {
        let agent = (sip.agent_id, sip.agent_external_id, sip.member_id);
        assert_eq!(*agents.entry(sip.user_id).or_insert_with(|| agent.clone()), agent);
    }
}
