//! What is asked of a model and what it answers, in words of this crate.

/// A conversation that the model is to continue.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChatRequest {
    /// The conversation so far, oldest first.
    pub messages: Vec<Message>,
    /// What the model may call.
    pub tools: Vec<Tool>,
    /// The most tokens that the answer may have.
    pub max_tokens: Option<u32>,
    /// How freely tokens are drawn; 0 is the least free.
    pub temperature: Option<f32>,
}

impl ChatRequest {
    /// Whether a message holds an image.
    pub fn has_images(&self) -> bool {
        let mut contents = self.messages.iter().flat_map(|message| &message.content);
        contents.any(|content| matches!(content, Content::ImageUrl(_)))
    }
}

/// A message of the conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said, in order.
    pub content: Vec<Content>,
    /// What the model called in this message of its own.
    pub tool_calls: Vec<ToolCall>,
    /// The call that this message of a tool answers.
    pub tool_call_id: Option<String>,
}

impl Message {
    /// A message that is only text.
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self { role, content: vec![Content::Text(text.into())], tool_calls: Vec::new(), tool_call_id: None }
    }

    /// Instructions.
    pub fn system(text: impl Into<String>) -> Self {
        Self::text(Role::System, text)
    }

    /// What the person says.
    pub fn user(text: impl Into<String>) -> Self {
        Self::text(Role::User, text)
    }

    /// What the model said before.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::text(Role::Assistant, text)
    }

    /// What a tool answers to the call of that id.
    pub fn tool(tool_call_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { tool_call_id: Some(tool_call_id.into()), ..Self::text(Role::Tool, text) }
    }
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The owner, by instructions.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
    /// A tool that the model called.
    Tool,
}

/// A stretch of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Text.
    Text(String),
    /// An image, as a `data:` URL or an address that the server can read.
    ImageUrl(String),
}

/// Something that the model may call.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    /// Its name: letters, digits, `_` and `-`.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its arguments, as a JSON schema of an object.
    pub parameters: serde_json::Value,
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// What its answer refers to. Made up, unique within the answer, where a server gives none.
    pub id: String,
    /// The tool's name, as the model wrote it.
    pub name: String,
    /// The arguments as JSON text, as the model wrote them: they may be invalid. Never empty: `{}` stands for nothing.
    pub arguments: String,
}

/// A piece of an answer, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// More text, cut anywhere between two characters. Never empty, never reasoning.
    Text(String),
    /// A whole call.
    ToolCall(ToolCall),
    /// What it took; at most once, shortly before the end. Some servers never tell.
    Usage(Usage),
    /// The answer is whole; nothing comes after.
    End(Finish),
}

/// What an answer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Tokens read.
    pub prompt_tokens: u32,
    /// Tokens written, reasoning included.
    pub completion_tokens: u32,
}

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// The model had said all.
    Stop,
    /// The most tokens were reached. A call that was cut off by it is not given out.
    Length,
    /// The model waits for the answers of the tools it called.
    ToolCalls,
    /// The server withheld the rest.
    ContentFilter,
    /// The server gives another reason.
    Other,
}
