//! Arrows, and the ways round along them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Things that use each other.
#[derive(Default)]
pub(super) struct Graph {
    /// What a thing uses, and by which path first.
    arrows: BTreeMap<String, BTreeMap<String, String>>,
}

/// Things each of which leads to every other, and back.
pub(super) struct Knot {
    pub(super) members: BTreeSet<String>,
    /// A shortest way round: from, to, and by which path.
    pub(super) way: Vec<(String, String, String)>,
}

impl Graph {
    pub(super) fn add(&mut self, from: &str, to: &str, path: &str) {
        let arrows = self.arrows.entry(from.to_owned()).or_default();
        arrows.entry(to.to_owned()).or_insert_with(|| path.to_owned());
    }

    pub(super) fn knots(&self) -> Vec<Knot> {
        let mut knots: Vec<Knot> = Vec::new();
        for start in self.arrows.keys() {
            if knots.iter().any(|knot| knot.members.contains(start)) {
                continue;
            }
            let there = self.reached_from(start);
            let leads_back = |end: &&&str| self.reached_from(end).contains_key(start.as_str());
            let members: BTreeSet<String> =
                there.keys().filter(leads_back).map(|&end| end.to_owned()).collect();
            if !members.is_empty() {
                knots.push(Knot { way: self.shortest_way(&members), members });
            }
        }
        knots
    }

    /// All that arrows lead to from here, each with the thing before it on a shortest way.
    fn reached_from<'g>(&'g self, start: &'g str) -> BTreeMap<&'g str, &'g str> {
        let mut reached = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(here) = queue.pop_front() {
            for next in self.arrows.get(here).into_iter().flat_map(BTreeMap::keys) {
                if !reached.contains_key(next.as_str()) {
                    reached.insert(next.as_str(), here);
                    queue.push_back(next);
                }
            }
        }
        reached
    }

    /// A shortest of all ways round in a knot.
    fn shortest_way(&self, members: &BTreeSet<String>) -> Vec<(String, String, String)> {
        let ways = members.iter().map(|start| {
            let reached = self.reached_from(start);
            let mut way = Vec::new();
            let mut to = start.as_str();
            while let Some(&from) = reached.get(to) {
                way.push((from.to_owned(), to.to_owned(), self.arrows[from][to].clone()));
                to = from;
                if to == start {
                    break;
                }
            }
            way.reverse();
            way
        });
        ways.min_by_key(Vec::len).unwrap_or_default()
    }
}
