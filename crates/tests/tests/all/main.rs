//! All black-box tests, as one program.
#![expect(missing_docs, reason = "tests are named by the sentence they prove")]

mod api;
mod store;
