//! The time at each stage of a scenario, to the nanosecond.

use anyhow::{Context, bail};
use sawlog::config::{Node, Position};

const START: i128 = 1_700_000_000_250_000_000;
const TICK: i128 = 125_000_000;

/// When each stage takes place, in nanoseconds since the epoch: the beginning, each step, the end.
pub(crate) struct Timeline(Vec<i64>);

impl Timeline {
    /// Reads `clock` and the `advance` steps. Their numbers are read from the text: a float would round them.
    pub(super) fn read(text: &str, root: &Node, steps: usize) -> anyhow::Result<Timeline> {
        let clock = root.get("clock");
        let setting = |name: &str, default: i128| match clock.and_then(|clock| clock.get(name)) {
            Some(node) => nanoseconds(text, node).with_context(|| format!("clock.{name}")),
            None => Ok(default),
        };
        let (start, tick) = (setting("start", START)?, setting("tick", TICK)?);
        let nodes = root.get("steps").and_then(Node::as_items).unwrap_or_default();
        let mut now = start;
        let mut stages = vec![whole(start)?];
        for index in 0..steps {
            if let Some(by) = nodes.get(index).and_then(|step| step.get("advance")) {
                now += nanoseconds(text, by).with_context(|| format!("step {}", index + 1))?;
            }
            stages.push(whole(now)?);
            now += tick;
        }
        stages.push(whole(now)?);
        Ok(Timeline(stages))
    }

    /// The time of every stage.
    pub(crate) fn stages(&self) -> impl Iterator<Item = i64> {
        self.0.iter().copied()
    }
}

fn whole(nanoseconds: i128) -> anyhow::Result<i64> {
    i64::try_from(nanoseconds).context("a time is beyond what 64 bits of nanoseconds hold")
}

fn nanoseconds(text: &str, node: &Node) -> anyhow::Result<i128> {
    let written = match (node.as_str(), node.position) {
        (Some(quoted), _) => quoted,
        (None, Some(position)) => number_at(text, position).context("a number is expected")?,
        (None, None) => bail!("a number is expected"),
    };
    decimal_nanoseconds(written).with_context(|| format!("{written:?} is not a decimal number of seconds"))
}

/// The number that begins at this place of the text.
fn number_at(text: &str, position: Position) -> Option<&str> {
    let line = text.lines().nth(position.line - 1)?;
    let start = line.char_indices().nth(position.column - 1)?.0;
    let end = line[start..].find(|c: char| !(c.is_ascii_digit() || "+-._eE".contains(c)));
    Some(&line[start..end.map_or(line.len(), |end| start + end)])
}

/// `-1.5e3` as nanoseconds; what is finer than a nanosecond is cut off.
fn decimal_nanoseconds(text: &str) -> Option<i128> {
    let text = text.replace('_', "");
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text.as_str(), 0),
    };
    let (negative, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{integer}{fraction}");
    let value: i128 = digits.parse().ok()?;
    let shift = exponent + 9 - i32::try_from(fraction.len()).ok()?;
    let power = 10i128.checked_pow(shift.unsigned_abs())?;
    let value = if shift < 0 { value / power } else { value.checked_mul(power)? };
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sawlog::config::{Document, Format};

    fn stages(yaml: &str, steps: usize) -> Vec<i64> {
        let document = Document::parse(yaml, Format::Yaml).unwrap();
        Timeline::read(yaml, document.root(), steps).unwrap().stages().collect()
    }

    #[test]
    fn decimals_are_exact() {
        let read = |text| decimal_nanoseconds(text).unwrap();
        assert_eq!(read("1700000000.123456789"), 1_700_000_000_123_456_789);
        assert_eq!(read("-1.5e3"), -1_500_000_000_000);
        assert_eq!(read("1e-9"), 1);
        assert_eq!(read("86_400"), 86_400_000_000_000);
        assert_eq!(decimal_nanoseconds("soon"), None);
    }

    #[test]
    fn each_step_ticks_and_advances_add() {
        let yaml = "clock: {start: 10.000000001, tick: 0.5}\nsteps:\n- log: {}\n- advance: 100.25\n- log: {}\n";
        let second = 1_000_000_000;
        let at = |tenths: i64| tenths * second / 4 + 1;
        assert_eq!(stages(yaml, 3), [at(40), at(40), at(40 + 2 + 401), at(443 + 2), at(445 + 2)]);
    }

    #[test]
    fn defaults() {
        assert_eq!(stages("{}", 1), [1_700_000_000_250_000_000, 1_700_000_000_250_000_000, 1_700_000_000_375_000_000]);
    }
}
