//! The assistant: understands a question, retrieves what the owner has written, and answers from it.
