-- What an embedding model makes of a passage: a vector of 32-bit floats, little end first, as base64.
CREATE TABLE passage_vector (
  passage_id TEXT NOT NULL PRIMARY KEY REFERENCES passage (id) ON DELETE CASCADE,
  chatbot_id TEXT NOT NULL,
  model TEXT NOT NULL,
  vector TEXT NOT NULL
);
CREATE INDEX passage_vector_by_chatbot ON passage_vector (chatbot_id, model, passage_id);
