//! Names for new things: a prefix that tells the kind and 128 bits, sortable by the time of their making.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Makes ids. Where the 128 bits come from is a parameter, so that tests can name things beforehand.
///
/// Contract: Diverge reference 1.4 (id shapes: opaque strings with prefixes).
#[derive(Clone)]
pub struct Ids(Arc<dyn Fn() -> u128 + Send + Sync>);

impl Ids {
    /// Ids from `next`, which must never give the same number twice.
    pub fn new(next: impl Fn() -> u128 + Send + Sync + 'static) -> Self {
        Self(Arc::new(next))
    }

    /// Time-ordered random ids (UUID version 7), for everything but tests.
    pub fn random() -> Self {
        Self::new(|| uuid::Uuid::now_v7().as_u128())
    }

    /// Ids that count up from `seed`; for tests.
    pub fn seeded(seed: u64) -> Self {
        let counter = AtomicU64::new(0);
        Self::new(move || (u128::from(seed) << 64) | u128::from(counter.fetch_add(1, Ordering::SeqCst)))
    }

    /// A new id: `prefix` and 26 characters of lower-case base 32, such as `msg_01jx…`.
    pub fn next(&self, prefix: &str) -> String {
        spell(prefix, (self.0)())
    }
}

fn spell(prefix: &str, bits: u128) -> String {
    let mut id = String::with_capacity(prefix.len() + 26);
    id.push_str(prefix);
    for i in (0..26).rev() {
        id.push(char::from(ALPHABET[((bits >> (i * 5)) & 31) as usize]));
    }
    id
}

/// The 128 bits behind the prefix of an id that [`Ids::next`] made; `None` for any other text.
fn bits(id: &str) -> Option<u128> {
    let (_, name) = id.rsplit_once('_')?;
    if name.len() != 26 || name.as_bytes()[0] > b'7' {
        return None;
    }
    let digit = |byte: u8| ALPHABET.iter().position(|known| *known == byte).map(|at| at as u128);
    name.bytes().try_fold(0, |bits, byte| Some((bits << 5) | digit(byte)?))
}

/// The same 128 bits as a UUID, for contracts that name things so; `None` for what is no id.
///
/// Contract: Chat Data 1 (conversation_id and lead uuid are UUIDs).
pub fn as_uuid(id: &str) -> Option<String> {
    bits(id).map(|bits| uuid::Uuid::from_u128(bits).to_string())
}

/// A bit among those that are random in an id.
const CONVERSATION_BIT: u128 = 1 << 61;

/// The name that a visitor's first conversation has, known before it begins; `None` for what is no visitor's id.
pub fn first_conversation(visitor_id: &str) -> Option<String> {
    visitor_id.starts_with(prefix::VISITOR).then_some(())?;
    Some(spell(prefix::CONVERSATION, bits(visitor_id)? ^ CONVERSATION_BIT))
}

/// A UUID as it is kept, in lower case; `None` for what is none, or is written without its hyphens.
pub fn uuid(text: &str) -> Option<String> {
    let hyphenated = text.len() == uuid::fmt::Hyphenated::LENGTH;
    uuid::Uuid::try_parse(text).ok().filter(|_| hyphenated).map(|id| id.to_string())
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}

/// The prefixes of ids, one for each kind of thing.
pub mod prefix {
    /// A message.
    pub const MESSAGE: &str = "msg_";
    /// A part of a message.
    pub const PART: &str = "part_";
    /// A visitor.
    pub const VISITOR: &str = "visitor_";
    /// A conversation.
    pub const CONVERSATION: &str = "conv_";
    /// A livechat session.
    pub const LIVECHAT_SESSION: &str = "livechat_session_";
    /// A journal event.
    pub const EVENT: &str = "evt_";
    /// An attempt to deliver an event.
    pub const DELIVERY: &str = "dlv_";
    /// What a visitor sent with a form.
    pub const SUBMISSION: &str = "sub_";
    /// A stored file.
    pub const ATTACHMENT: &str = "attachment_";
    /// An account: the owner of chatbots and keys.
    pub const ACCOUNT: &str = "acct_";
    /// Something that happened on a page.
    pub const PAGE_EVENT: &str = "pev_";
    /// A page of the knowledge base.
    pub const PAGE: &str = "page_";
    /// A passage of a page.
    pub const PASSAGE: &str = "psg_";
    /// One run of an importer.
    pub const IMPORT: &str = "import_";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_in_the_order_of_their_making() {
        let ids = Ids::random();
        let made: Vec<String> = (0..1000).map(|_| ids.next("msg_")).collect();
        assert!(made.is_sorted());
        assert!(made.iter().all(|id| id.len() == 30 && id.starts_with("msg_")));
    }

    #[test]
    fn a_uuid_is_written_with_hyphens_and_kept_in_lower_case() {
        let id = "0190a7c2-5b1e-7cc3-98f6-3a4b1c2d3e4f";
        assert_eq!(uuid(&id.to_uppercase()).as_deref(), Some(id));
        for none in ["", "alice", &id.replace('-', ""), &format!("{{{id}}}"), &id.replace('f', "g")] {
            assert_eq!(uuid(none), None, "{none}");
        }
    }

    #[test]
    fn an_id_and_its_uuid_are_the_same_bits() {
        let ids = Ids::new(|| 0x0190_a7c2_5b1e_7cc3_98f6_3a4b_1c2d_3e4f);
        let id = ids.next(prefix::VISITOR);
        assert_eq!(as_uuid(&id).as_deref(), Some("0190a7c2-5b1e-7cc3-98f6-3a4b1c2d3e4f"));
        assert_eq!(as_uuid(&spell("conv_", u128::MAX)).unwrap(), uuid::Uuid::max().to_string());
        for none in ["", "visitor_", "alice", &id[1..id.len() - 1], &id.replace('_', ""), &format!("{id}0")] {
            assert_eq!(as_uuid(none), None, "{none}");
        }
        assert_eq!(as_uuid("conv_8zzzzzzzzzzzzzzzzzzzzzzzzz"), None, "more than 128 bits");
    }

    #[test]
    fn a_first_conversation_has_one_name_of_its_own() {
        let ids = Ids::random();
        let (ada, eve) = (ids.next(prefix::VISITOR), ids.next(prefix::VISITOR));
        let of_ada = first_conversation(&ada).unwrap();
        assert!(of_ada.starts_with(prefix::CONVERSATION));
        assert_eq!(first_conversation(&ada).unwrap(), of_ada);
        assert_ne!(first_conversation(&eve).unwrap(), of_ada);
        assert_ne!(as_uuid(&of_ada), as_uuid(&ada));
        assert_eq!(first_conversation(&of_ada), None);
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        assert_eq!(Ids::seeded(4).next("conv_"), Ids::seeded(4).next("conv_"));
        assert_ne!(Ids::seeded(4).next("conv_"), Ids::seeded(5).next("conv_"));
    }
}
