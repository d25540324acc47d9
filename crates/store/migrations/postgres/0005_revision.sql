-- Grows with every change of what the chatbot's assistant goes by: its settings, forms, model or knowledge.
ALTER TABLE chatbot ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
