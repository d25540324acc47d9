//! Kinds that are spelled one way, on the wire and in columns.
//!
//! Serde has the same spelling by its own attributes, which the OpenAPI document is made from; a test compares them.

/// Gives a kind its spelling: `ALL`, `as_str` and `FromStr`. What is spelled otherwise is refused in words that name
/// what there is.
macro_rules! spelled {
    ($kind:ident, $called:literal, $($value:ident = $word:literal),+ $(,)?) => {
        impl $kind {
            /// All of them, in order.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$value),+];

            /// The wire and column spelling.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $word),+
                }
            }
        }

        impl std::str::FromStr for $kind {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let found = Self::ALL.into_iter().find(|value| value.as_str() == text);
                found.ok_or_else(|| $crate::spelled::refusal($called, &[$($word),+], text))
            }
        }
    };
}

pub(crate) use spelled;

/// Why `text` names none of `words`, of which each is `called` so.
pub(crate) fn refusal(called: &str, words: &[&str], text: &str) -> String {
    let choice = match words {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => words.concat(),
    };
    format!("no {called} is called {text:?}; use {choice}")
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;
    use std::str::FromStr;

    use serde::Serialize;

    use crate::form::FieldKind;
    use crate::livechat::{ClosedBy, Phase, Platform, Turn};
    use crate::page_event::PageEventName;
    use crate::turn::TurnState;
    use crate::webhook::{DeliveryStatus, Trigger};
    use crate::{Environment, Role};

    fn read_as_written<T: FromStr<Err = String> + PartialEq + Debug + Copy>(
        all: impl IntoIterator<Item = T>,
        spell: fn(T) -> &'static str,
    ) {
        for value in all {
            assert_eq!(spell(value).parse(), Ok(value));
        }
        assert!("".parse::<T>().is_err() && "Agent".parse::<T>().is_err());
    }

    fn as_on_the_wire<T: Serialize + Copy>(all: impl IntoIterator<Item = T>, spell: fn(T) -> &'static str) {
        for value in all {
            assert_eq!(serde_json::to_value(value).unwrap(), spell(value));
        }
    }

    #[test]
    fn every_kind_is_read_as_it_is_written_and_spelled_the_same_on_the_wire() {
        macro_rules! both {
            ($($kind:ty),+) => {$(
                read_as_written(<$kind>::ALL, <$kind>::as_str);
                as_on_the_wire(<$kind>::ALL, <$kind>::as_str);
            )+};
        }
        both!(
            ClosedBy,
            DeliveryStatus,
            Environment,
            FieldKind,
            PageEventName,
            Phase,
            Platform,
            Role,
            Trigger,
            Turn
        );
        read_as_written(TurnState::ALL, TurnState::as_str);
    }

    #[test]
    fn what_there_is_is_named() {
        let refused = "open".parse::<Phase>().unwrap_err();
        assert_eq!(refused, "no phase is called \"open\"; use inactive, waiting, active or closed");
        assert_eq!(super::refusal("thing", &["one"], "two"), "no thing is called \"two\"; use one");
    }
}
