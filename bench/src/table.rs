//! What was measured, as a table in Markdown.

use crate::bench::{Bench, Contender, Target};
use crate::measure::Cost;

pub fn print(bench: &Bench, costs: &[Cost]) {
    println!("\n## {}: {}\n", bench.name, bench.title);
    println!("| | ns | × floor | instructions | above the floor | target |");
    println!("|---|--:|--:|--:|--:|---|");
    for (contender, cost) in bench.contenders.iter().zip(costs) {
        let floor = bench.floor_of(contender).map(|at| &costs[at]);
        let above = floor.and_then(|floor| Some(cost.instructions? - floor.instructions?));
        println!(
            "| {} | {:.2} | {:.2} | {} | {} | {} |",
            contender.name,
            cost.nanos,
            cost.times_floor,
            cost.instructions.map_or_else(String::new, |count| format!("{count:.0}")),
            above.map_or_else(String::new, |count| format!("{count:+.0}")),
            verdict(contender, cost, above),
        );
    }
}

fn verdict(contender: &Contender, cost: &Cost, above: Option<f64>) -> String {
    let said = |met: bool| if met { "met" } else { "missed" };
    match (&contender.target, above) {
        (Some(Target::TimesFloor(most)), _) => format!("≤ {most} × floor: {}", said(cost.times_floor <= *most)),
        (Some(Target::InstructionsAbove(most)), Some(above)) => format!("≤ +{most}: {}", said(above.round() <= *most)),
        (Some(Target::InstructionsAbove(most)), None) => format!("≤ +{most}: not counted"),
        (Some(Target::InstructionsTimesFloor(most)), Some(above)) => {
            let count = cost.instructions.unwrap_or_default();
            let ratio = count / (count - above);
            format!("≤ {most} × the floor's instructions: {} ({ratio:.3})", said(ratio <= *most))
        }
        (Some(Target::InstructionsTimesFloor(most)), None) => {
            format!("≤ {most} × the floor's instructions: not counted")
        }
        (None, _) => String::new(),
    }
}
