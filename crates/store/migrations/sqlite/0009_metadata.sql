-- What is told of a visitor, as JSON objects: by their page, and by the owner's backend, which vouches for it.
ALTER TABLE visitor ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
ALTER TABLE visitor ADD COLUMN verified_metadata TEXT NOT NULL DEFAULT '{}';
