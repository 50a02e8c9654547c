//! What is measured: a bench, and those that take part in it.

use std::path::Path;

use anyhow::bail;

/// One kind of call, made in different ways that are measured side by side.
pub struct Bench {
    pub name: &'static str,
    pub title: &'static str,
    /// Calls in one measurement.
    pub iterations: u64,
    /// Calls between two counts of instructions, of which the cost of one call is the difference.
    pub counted: u64,
    /// Whether each call must write one line of the usual shape, in one `write(2)`.
    pub writes: bool,
    pub contenders: &'static [Contender],
}

impl Bench {
    pub fn contender(&self, name: &str) -> anyhow::Result<&'static Contender> {
        match self.contenders.iter().find(|contender| contender.name == name) {
            Some(contender) => Ok(contender),
            None => bail!("the bench {:?} has no {name:?}", self.name),
        }
    }

    /// The contender that another one's cost is told in terms of.
    pub fn floor_of(&self, contender: &Contender) -> Option<usize> {
        self.contenders.iter().position(|other| other.name == contender.floor)
    }
}

/// One way to make the call.
pub struct Contender {
    pub name: &'static str,
    /// Sets up what the calls need; a file to write to is given.
    pub prepare: fn(&Path) -> anyhow::Result<Calls>,
    /// The name of the contender that does the same by hand.
    pub floor: &'static str,
    pub target: Option<Target>,
}

/// Makes so many calls.
pub type Calls = Box<dyn FnMut(u64)>;

/// What is aimed at.
pub enum Target {
    /// At most so many times the floor's time.
    TimesFloor(f64),
    /// At most so many instructions more than the floor.
    InstructionsAbove(f64),
    /// At most so many times the floor's instructions.
    InstructionsTimesFloor(f64),
}
