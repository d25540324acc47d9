//! Who calls: one extractor a credential, so that a handler's signature says who may call it.
//!
//! The contract knows four: the API key ([`Key`], and [`OneChatbot`] where a call acts on one chatbot), the visitor token
//! ([`Visitor`], and [`Sender`] where messages are counted), the agents' session token ([`AgentSession`]), and the signed
//! address, which `domain::attachment` judges itself.
//! Contract: Diverge reference 1.1.

mod address;
mod agent_session;
mod credential;
mod key;
mod one_chatbot;
mod visitor;

pub(crate) use address::ClientAddress;
pub(crate) use agent_session::AgentSession;
pub(crate) use key::Key;
pub(crate) use one_chatbot::{ChatbotQuery, OneChatbot};
pub(crate) use visitor::{LastEventId, LastEventIdHeader, Sender, Visitor};
