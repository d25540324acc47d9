//! Who calls: one extractor a credential, so that a handler's signature says who may call it.
//!
//! The contract knows four: the API key ([`Key`], and [`ChatbotKey`] where the call acts on one chatbot), the visitor
//! token ([`Visitor`], and [`Sender`] where messages are counted), the agents' session token ([`AgentSession`]), and the
//! signed address, which `domain::attachment` judges itself.
//! Contract: Diverge reference 1.1.

mod address;
mod agent_session;
mod chatbot;
mod credential;
mod key;
mod visitor;

pub(crate) use address::ClientAddress;
pub(crate) use agent_session::AgentSession;
pub(crate) use chatbot::{ChatbotKey, ChosenChatbot};
pub(crate) use key::Key;
pub(crate) use visitor::{LastEventId, LastEventIdHeader, Sender, Visitor};
