//! Language models behind any OpenAI-compatible endpoint: OpenAI itself, Ollama, vLLM, llama.cpp, LiteLLM and the like.
//!
//! Wire types are small and tolerant on purpose, because most such servers are only almost compatible: every field may
//! be missing or null, and what is not understood is passed over. What a server turns out not to take (tools, images,
//! the wish for usage) is remembered by its [`Model`].
//!
//! Left out on purpose: prompts, what a tool means, budgets, storage, and any retry after a token was given out. For
//! tests, [`fake`] is a server that does what its script says.

mod address;
mod chat;
mod embed;
mod error;
mod excerpt;
pub mod fake;
mod model;
mod reader;
mod refusal;
mod sse;
mod stream;
#[cfg(test)]
mod tests;
mod thinking;
mod tool_calls;
mod wire;

pub use address::{Deadlines, Endpoint, shown_url};
pub use chat::{ChatRequest, Content, Finish, Message, Piece, Role, Tool, ToolCall, Usage};
pub use error::Error;
pub use model::Model;
pub use stream::ChatStream;
