//! Measuring what Parlour does on data with known answers, by the very code that answers visitors.
//!
//! Every part reads a file or folder of the operator's and gives figures. Left out: printing them, and what is
//! good enough.

pub mod answers;
pub mod retrieval;
pub mod topics;
