//! Why spells end.

use crate::named::named;

named! {
    /// Why a spell ended.
    SpellEnd {
        /// It was mended.
        Recovered "recovered",
        /// The book holds the SIP no more.
        LeftTheBook "left_the_book",
        /// The SIP is another client's.
        OtherClient "other_client",
        /// The SIP was deleted.
        Deleted "deleted",
        /// The SIP's last day has passed.
        Ended "ended",
        /// The SIP is neither active nor paused.
        NotActive "not_active",
        /// It was gone for 45 days, and nothing shows why.
        NoLongerSo "no_longer_so",
    }
}
