//! The filters that ship: what they keep, what they tell, and that they are bounded.

mod configured;
mod duplicates;
mod rate_limit;
mod records;
mod simple;
