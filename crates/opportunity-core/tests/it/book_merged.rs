//! An agent's list of all kinds is merged from those of each kind: any part of it is that part of the
//! list of everyone, with the others left out.

use opportunity_core::{Book, Query, Scope, SipRecord};
use proptest::prelude::*;

use crate::support::{book, day, paying, rupees};

/// Agent, failed debits, debits missed, whether it ends soon, whether there is a mandate.
type Lot = (usize, i64, u32, bool, bool);

fn sips() -> impl Strategy<Value = Vec<SipRecord>> {
    let one = (0usize..3, 0i64..4, 0u32..4, any::<bool>(), any::<bool>());
    let sips = prop::collection::vec(one, 0..40);
    sips.prop_map(|sips| {
        let sip = |(number, lot): (usize, Lot)| {
            let (agent, failed, missed, ends, mandate) = lot;
            let months = chrono::Months::new(missed);
            SipRecord {
                sip_meta_id: number.to_string(),
                agent_id: ["10", "9", "0"][agent].to_owned(),
                failed_amount: Some(rupees(failed * 5_000)),
                success_amount: Some(rupees(50_000)),
                latest_success_order_date: day("2026-01-05").checked_sub_months(months),
                end_date: ends.then(|| day("2026-03-05")),
                has_current_mandate: Some(mandate),
                start_date: Some(day("2023-01-05")),
                ..paying()
            }
        };
        sips.into_iter().enumerate().map(sip).collect()
    })
}

fn ids(book: &Book, scope: Scope, offset: usize, limit: usize) -> (usize, Vec<String>) {
    let page = book.page(&Query { scope, ..Query::default() }, offset, limit);
    (page.total, page.opportunities.iter().map(|call| call.key().to_string()).collect())
}

proptest! {
    #[test]
    fn any_part_of_an_agent_s_list_is_merged_in_order(
        sips in sips(),
        offset in 0usize..60,
        limit in 0usize..60,
    ) {
        let book = book("2026-01-30", &sips);
        let everyone = book.page(&Query::default(), 0, usize::MAX);
        for agent in ["10", "9", "0", "8"] {
            let own = everyone.opportunities.iter().filter(|call| call.agent_id == agent);
            let own: Vec<String> = own.map(|call| call.key().to_string()).collect();
            let part = own.iter().skip(offset).take(limit).cloned().collect();
            let page = ids(&book, Scope::Agent(agent.to_owned()), offset, limit);
            prop_assert_eq!(page, (own.len(), part));
        }
    }
}
