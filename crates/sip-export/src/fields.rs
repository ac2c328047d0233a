//! A table of fields: their names, what they hold, and how each is read into a record.

/// Reads a value. A date of digits alone is one only where it is known which comes first.
macro_rules! read {
    (time, $raw:expr, $order:expr) => {
        crate::value::time($raw, $order)
    };
    (date, $raw:expr, $order:expr) => {
        crate::value::date($raw, $order)
    };
    (end_date, $raw:expr, $order:expr) => {
        crate::value::end_date($raw, $order)
    };
    ($read:ident, $raw:expr, $order:expr) => {
        crate::value::$read($raw)
    };
}

/// The fields of one kind of record, in the order of its export.
macro_rules! fields {
    (
        $(#[$meta:meta])*
        $name:ident of $record:ty;
        $($key:literal $field:ident: $shape:ident via $read:ident),+ $(,)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(non_camel_case_types, missing_docs, reason = "named as the export's columns are")]
        pub enum $name {
            $($field,)+
        }

        impl $name {
            /// Every field, in the export's order.
            pub const ALL: [Self; [$(Self::$field),+].len()] = [$(Self::$field),+];

            /// Its key in the export.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$field => $key,)+
                }
            }

            /// What it holds.
            #[must_use]
            pub const fn shape(self) -> crate::shape::Shape {
                match self {
                    $(Self::$field => crate::shape::Shape::$shape,)+
                }
            }

            /// Reads a value into the record.
            pub(crate) fn set(
                self,
                record: &mut $record,
                raw: &crate::value::Raw<'_>,
                order: Option<crate::date_order::DateOrder>,
            ) -> Result<(), crate::value::Reason> {
                match self {
                    $(Self::$field => crate::fields::Assign::assign(
                        crate::fields::read!($read, raw, order)?,
                        &mut record.$field,
                    ),)+
                }
                Ok(())
            }
        }
    };
}

pub(crate) use {fields, read};

/// Puts a value where a record has it: into an option, or over a default where there is a value.
pub(crate) trait Assign<T> {
    fn assign(self, place: &mut T);
}

impl<T> Assign<Option<T>> for Option<T> {
    fn assign(self, place: &mut Option<T>) {
        *place = self;
    }
}

impl<T> Assign<T> for Option<T> {
    fn assign(self, place: &mut T) {
        if let Some(value) = self {
            *place = value;
        }
    }
}
