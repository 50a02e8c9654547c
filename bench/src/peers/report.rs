//! What was measured, as tables in Markdown: medians of all rounds, and medians of the ratios within each round.

use super::measured::{Latency, Throughput};
use super::program::Program;
use super::{FLOOR, OURS};

pub fn throughput(programs: &[Program], producers: usize, rounds: &[Vec<Throughput>]) {
    let threads = if producers == 1 { "1 producer".to_owned() } else { format!("{producers} producers") };
    println!("\n## throughput with drain, {threads}\n");
    println!("| | ns a record | CPU ns | × sawlog |");
    println!("|---|--:|--:|--:|");
    for (at, program) in programs.iter().enumerate() {
        println!(
            "| {} | {:.0} | {:.0} | {:.2} |",
            program.name,
            median(rounds, |round| round[at].nanos),
            median(rounds, |round| round[at].cpu),
            median(rounds, |round| round[at].nanos / round[OURS].nanos),
        );
    }
    if programs.len() > OURS + 1 {
        let best = |round: &[Throughput]| round[OURS + 1..].iter().map(|peer| peer.nanos).fold(f64::INFINITY, f64::min);
        let times = median(rounds, |round| best(round) / round[OURS].nanos);
        println!("\nthe best peer of a round / sawlog: {times:.2} (aim: at least 2: {})", said(times >= 2.0));
    }
}

pub fn latency(programs: &[Program], per_second: u64, rounds: &[Vec<Latency>]) {
    println!("\n## a call, at {per_second} a second\n");
    println!("| | p50 ns | p99 | p99.9 | p50 × floor | p99.9 × floor |");
    println!("|---|--:|--:|--:|--:|--:|");
    let times = |at: usize, of: fn(&Latency) -> f64| median(rounds, |round| of(&round[at]) / of(&round[FLOOR]));
    for (at, program) in programs.iter().enumerate() {
        println!(
            "| {} | {:.0} | {:.0} | {:.0} | {:.2} | {:.2} |",
            program.name,
            median(rounds, |round| round[at].p50),
            median(rounds, |round| round[at].p99),
            median(rounds, |round| round[at].p999),
            times(at, |call| call.p50),
            times(at, |call| call.p999),
        );
    }
    let [p50, p999] = [times(OURS, |call| call.p50), times(OURS, |call| call.p999)];
    println!(
        "\nsawlog / floor: p50 {p50:.2} ({}), p99.9 {p999:.2} ({}) (aim: at most 2)",
        said(p50 <= 2.0),
        said(p999 <= 2.0)
    );
}

fn said(met: bool) -> &'static str {
    if met { "met" } else { "missed" }
}

fn median<T>(rounds: &[Vec<T>], of: impl Fn(&[T]) -> f64) -> f64 {
    let mut values: Vec<f64> = rounds.iter().map(|round| of(round)).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
