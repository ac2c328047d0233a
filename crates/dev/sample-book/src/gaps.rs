//! What a record does not say: a few lack fields that others have.

use opportunity_core::SipRecord;

use crate::chance::Chance;

/// How many records in a thousand have a field left empty, as records of a real export do.
const PERMILLE: u32 = 20;

/// What a record can lack. Its identity and its dates of entry are always there.
const LEAVE_OUT: [fn(&mut SipRecord); 10] = [
    |record| record.goal_name = None,
    |record| record.goal_id = None,
    |record| record.created_at = None,
    |record| record.start_date = None,
    |record| record.end_date = None,
    |record| record.has_current_mandate = None,
    |record| record.num_days = None,
    |record| record.mandate_tracking_status = None,
    |record| record.first_order_nav_allocated_at = None,
    |record| {
        record.success_amount = None;
        record.success_count = None;
    },
];

/// The fields that a SIP's records lack, on whatever day.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Gaps {
    fields: [Option<usize>; 2],
}

impl Gaps {
    pub(crate) fn draw(chance: &mut Chance) -> Self {
        let count = if chance.permille(PERMILLE) { chance.between(1, 2) } else { 0 };
        let mut fields = [None; 2];
        for field in fields.iter_mut().take(count as usize) {
            *field = Some(chance.below(LEAVE_OUT.len() as u32) as usize);
        }
        Self { fields }
    }

    pub(crate) fn leave_out(self, record: &mut SipRecord) {
        for field in self.fields.into_iter().flatten() {
            LEAVE_OUT[field](record);
        }
    }
}
