//! The rules, and how each is checked.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Instant;

use super::bench::{Bench, mark};
use super::check::Cannot;
use crate::error::FormatError;
use crate::format::Formatter;
use crate::handler;
use crate::level::Level;
use crate::logger::Logger;
use crate::record::LogRecord;
use crate::value::Args;

/// A rule of the contract of handlers; see [`Handler`](crate::Handler).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// Every record from the handler's level on arrives, and no other.
    Level,
    /// Records that the handler's filters keep arrive, as the filters left them.
    Filters,
    /// What arrives is the text of the handler's formatter.
    Formatter,
    /// Nothing is locked while the formatter runs.
    FormatFirst,
    /// The records of eight threads arrive whole, each once, each thread's in its order.
    Threads,
    /// What was emitted before a flush has arrived soon after it.
    Flush,
    /// The records of a batch arrive.
    Batch,
    /// A record that cannot be formatted is a failure that is told, and no other record's.
    ErrorInTheMiddle,
    /// A handler can be closed twice.
    CloseTwice,
    /// What is logged after a close arrives, or its loss is told.
    UseAfterClose,
    /// Without its sink a handler returns in time and tells of losses; with it, it goes on.
    SinkGone,
}

const THREADS: usize = 8;
const EACH: usize = 200;

type Checked = Result<(), String>;

impl Rule {
    /// All rules, in order.
    pub fn all() -> impl Iterator<Item = Rule> {
        use Rule::*;
        [
            Level,
            Filters,
            Formatter,
            FormatFirst,
            Threads,
            Flush,
            Batch,
            ErrorInTheMiddle,
            CloseTwice,
            UseAfterClose,
            SinkGone,
        ]
        .into_iter()
    }

    /// What the rule says.
    pub fn text(self) -> &'static str {
        match self {
            Rule::Level => "every record from the handler's level on arrives, and no other",
            Rule::Filters => "records that the handler's filters keep arrive, as the filters left them",
            Rule::Formatter => "what arrives is the text of the handler's formatter",
            Rule::FormatFirst => "nothing is locked while the formatter runs: format first, then lock and write",
            Rule::Threads => "the records of several threads arrive whole, each once, each thread's in its order",
            Rule::Flush => "flush returns when all that was emitted before is on its way",
            Rule::Batch => "the records of a batch have been written when the batch has ended and a flush is done",
            Rule::ErrorInTheMiddle => "emit returns the formatter's error rather than panic, and goes on afterwards",
            Rule::CloseTwice => "close flushes, and may be called more than once",
            Rule::UseAfterClose => {
                "emit after close opens again or returns an error, or else the next close tells of the loss"
            }
            Rule::SinkGone => {
                "emit without its sink returns in time; what is lost is told, and nothing once it is back"
            }
        }
    }

    /// What the check cannot do without.
    pub(super) fn needs(self) -> &'static [Cannot] {
        use Cannot::*;
        match self {
            Rule::Level | Rule::Filters | Rule::Flush | Rule::Batch | Rule::Threads => &[ReadBack, Deliver],
            Rule::Formatter | Rule::ErrorInTheMiddle => &[ReadBack, Format, Deliver],
            Rule::FormatFirst => &[Format],
            Rule::CloseTwice => &[],
            Rule::UseAfterClose => &[ReadBack, TellAfterClose, Deliver],
            Rule::SinkGone => &[ReadBack],
        }
    }

    /// How many calls of the handler's the check makes at the most that may each take the limit.
    pub(super) fn calls(self) -> u32 {
        match self {
            Rule::SinkGone => 16,
            _ => 4,
        }
    }

    pub(super) fn check(self, bench: &Bench<'_>) -> Checked {
        match self {
            Rule::Level => level(bench),
            Rule::Filters => filters(bench),
            Rule::Formatter => formatter(bench),
            Rule::FormatFirst => format_first(bench),
            Rule::Threads => threads(bench),
            Rule::Flush => flush(bench),
            Rule::Batch => batch(bench),
            Rule::ErrorInTheMiddle => error_in_the_middle(bench),
            Rule::CloseTwice => close_twice(bench),
            Rule::UseAfterClose => use_after_close(bench),
            Rule::SinkGone => sink_gone(bench),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Rule::Level => "level",
            Rule::Filters => "filters",
            Rule::Formatter => "formatter",
            Rule::FormatFirst => "format first",
            Rule::Threads => "threads",
            Rule::Flush => "flush",
            Rule::Batch => "batch",
            Rule::ErrorInTheMiddle => "error in the middle",
            Rule::CloseTwice => "close twice",
            Rule::UseAfterClose => "use after close",
            Rule::SinkGone => "sink gone",
        })
    }
}

fn level(bench: &Bench<'_>) -> Checked {
    bench.log(Level::DEBUG, "a");
    // Both are levels.
    let _ = bench.handler.set_level(Level::WARNING);
    bench.log(Level::INFO, "too low");
    bench.log(Level::WARNING, "b");
    bench.log(Level::CRITICAL, "c");
    let _ = bench.handler.set_level(Level::NOTSET);
    bench.log(Level::DEBUG, "d");
    bench.compare(&[(Level::DEBUG, "a"), (Level::WARNING, "b"), (Level::CRITICAL, "c"), (Level::DEBUG, "d")])
}

fn filters(bench: &Bench<'_>) -> Checked {
    bench.handler.add_filter_fn(|record: &mut LogRecord<'_>| {
        if record.message() == Ok(mark("changed").as_str()) {
            record.set_message(mark("as left"), Args::Empty);
        }
        record.message() != Ok(mark("unwanted").as_str())
    });
    ["kept", "unwanted", "changed", "last"].into_iter().for_each(|of| bench.log(Level::INFO, of));
    bench.compare(&[(Level::INFO, "kept"), (Level::INFO, "as left"), (Level::INFO, "last")])
}

fn formatter(bench: &Bench<'_>) -> Checked {
    bench.log(Level::ERROR, "one");
    bench.log(Level::INFO, "two: ä 日本 \u{1F600} \"quoted\"");
    bench.compare(&[(Level::ERROR, "one"), (Level::INFO, "two: ä 日本 \u{1F600} \"quoted\"")])
}

/// Logs to the handler that it formats for, and has another thread do so, too.
struct Nosy {
    logger: OnceLock<Logger>,
    asked: AtomicBool,
}

impl Formatter for Nosy {
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        if !self.asked.swap(true, Ordering::Relaxed)
            && let Some(logger) = self.logger.get()
        {
            logger.info(mark("within"));
            let elsewhere = logger.clone();
            let _ = thread::spawn(move || elsewhere.info(mark("meanwhile"))).join();
        }
        out.push_str(record.message()?);
        Ok(())
    }
}

fn format_first(bench: &Bench<'_>) -> Checked {
    let nosy = Arc::new(Nosy { logger: OnceLock::new(), asked: AtomicBool::new(false) });
    bench.handler.set_shared_formatter(Some(Arc::clone(&nosy) as Arc<dyn Formatter>));
    let _ = nosy.logger.set(bench.logger.clone());
    bench.log(Level::INFO, "around");
    bench.flush()?;
    bench.no_panic()?;
    if bench.subject.can(Cannot::ReadBack) && bench.subject.can(Cannot::Deliver) {
        let texts = bench.arrived(3)?;
        if let Some(lost) = ["within", "meanwhile", "around"].into_iter().find(|of| !bench.has(&texts, of)) {
            return Err(format!("the record {lost:?}, logged while another was formatted, has not arrived"));
        }
    }
    Ok(())
}

fn threads(bench: &Bench<'_>) -> Checked {
    thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || (0..EACH).for_each(|number| bench.log(Level::INFO, format_args!("{thread} {number}"))));
        }
    });
    bench.no_panic()?;
    if let Some(failure) = bench.failures().first() {
        return Err(format!("a record failed: {failure}"));
    }
    let texts = bench.arrived(THREADS * EACH)?;
    let mut next = [0; THREADS];
    let mut seen = vec![false; THREADS * EACH];
    for text in &texts {
        let marked = text.rfind('<').and_then(|at| text.get(at + 1..)?.split_once('>')?.0.split_once(' '));
        let number = |text: &str| text.parse::<usize>().ok();
        let numbers = marked.and_then(|(thread, of)| Some((number(thread)?, number(of)?)));
        let Some((thread, number)) = numbers.filter(|&(thread, number)| thread < THREADS && number < EACH) else {
            return Err(format!("a text is not a whole record's: {text:?}"));
        };
        let wanted = mark(format_args!("{thread} {number}"));
        let formatted = format!("INFO|testkit|{wanted}");
        let whole = if bench.subject.can(Cannot::Format) { formatted } else { wanted };
        if !bench.is(text, &whole) {
            return Err(format!("a text is not a whole record's: {text:?}"));
        }
        if std::mem::replace(&mut seen[thread * EACH + number], true) {
            return Err(format!("record {number} of thread {thread} has arrived twice"));
        }
        if bench.subject.can(Cannot::KeepOrder) && number != next[thread] {
            return Err(format!("of thread {thread}, record {number} has arrived where {} belongs", next[thread]));
        }
        next[thread] = number + 1;
    }
    let lost = seen.iter().filter(|seen| !**seen).count();
    if lost == 0 { Ok(()) } else { Err(format!("{lost} of {} records have not arrived", THREADS * EACH)) }
}

fn flush(bench: &Bench<'_>) -> Checked {
    bench.log(Level::INFO, "one");
    bench.log(Level::INFO, "two");
    bench.compare(&[(Level::INFO, "one"), (Level::INFO, "two")])?;
    bench.flush()?;
    bench.log(Level::INFO, "three");
    bench.compare(&[(Level::INFO, "one"), (Level::INFO, "two"), (Level::INFO, "three")])
}

fn batch(bench: &Bench<'_>) -> Checked {
    let marks: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    handler::batch(|| marks.iter().for_each(|of| bench.log(Level::INFO, of)));
    let expected: Vec<(Level, &str)> = marks.iter().map(|of| (Level::INFO, of.as_str())).collect();
    bench.compare(&expected)
}

/// Fails, and panics, where it is told to.
struct Failing;

impl Formatter for Failing {
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        let message = record.message()?;
        if message == mark("fails") {
            return Err(FormatError::Value("the kit's formatter refuses this record".to_owned()));
        }
        assert!(message != mark("panics"), "the kit's formatter panics");
        out.push_str(record.level().name().as_ref());
        out.push_str("|testkit|");
        out.push_str(message);
        Ok(())
    }
}

fn error_in_the_middle(bench: &Bench<'_>) -> Checked {
    bench.handler.set_formatter(Failing);
    bench.log(Level::INFO, "before");
    bench.log(Level::INFO, "fails");
    let failures = bench.handler.failures();
    bench.log(Level::INFO, "panics");
    bench.log(Level::INFO, "after");
    let told = bench.failures();
    if failures != 1 || !told.first().is_some_and(|failure| failure.contains("refuses this record")) {
        return Err(format!("a formatter's error was to be its one failure, and it told of {failures}: {told:?}"));
    }
    if bench.handler.failures() != 2 {
        return Err(format!("one record failed and one panicked, and it told of {told:?}"));
    }
    bench.compare(&[(Level::INFO, "before"), (Level::INFO, "after")])
}

fn close_twice(bench: &Bench<'_>) -> Checked {
    bench.log(Level::INFO, "one");
    for time in ["first", "second"] {
        bench.handler.close().map_err(|error| format!("the {time} close returned an error: {error}"))?;
    }
    bench.flush()?;
    if bench.subject.can(Cannot::ReadBack) && bench.subject.can(Cannot::Deliver) {
        bench.compare(&[(Level::INFO, "one")])?;
    }
    Ok(())
}

fn use_after_close(bench: &Bench<'_>) -> Checked {
    bench.log(Level::INFO, "one");
    bench.handler.close().map_err(|error| format!("close returned an error: {error}"))?;
    bench.log(Level::INFO, "two");
    bench.no_panic()?;
    let told = bench.handler.flush().is_err() || bench.handler.close().is_err() || !bench.failures().is_empty();
    let texts = bench.wait(|texts| told || bench.has(texts, "two"));
    match (bench.has(&texts, "one"), told, bench.has(&texts, "two")) {
        (false, ..) => Err("what was emitted before the close has not arrived".to_owned()),
        (_, false, false) => Err("what was emitted after the close is lost, and nothing was told".to_owned()),
        _ => Ok(()),
    }
}

fn sink_gone(bench: &Bench<'_>) -> Checked {
    let Some((gone, back)) = &bench.subject.sink else { return Ok(()) };
    const LOST: [&str; 4] = ["lost 1", "lost 2", "lost 3", "lost 4"];
    bench.log(Level::INFO, "before");
    // Its failures, if any, are those of what follows.
    let _ = bench.handler.flush();
    gone(&bench.handler);
    for of in LOST {
        let began = Instant::now();
        bench.log(Level::INFO, of);
        if began.elapsed() > bench.subject.limit {
            return Err(format!("emit took {:?}, the limit is {:?}", began.elapsed(), bench.subject.limit));
        }
    }
    bench.no_panic()?;
    // Handlers that write on a thread of their own tell while they are flushed.
    let told = bench.handler.flush().is_err() || !bench.failures().is_empty();
    back(&bench.handler);
    // What comes first may still be what the handler finds the sink to be back by.
    let arrives = |of: &str| {
        bench.log(Level::INFO, of);
        let _ = bench.handler.flush();
        let texts = bench.wait(|texts| bench.has(texts, of));
        bench.has(&texts, of).then_some(texts)
    };
    let first = arrives("back");
    let Some(texts) = arrives("goes on").or(first) else {
        return Err(format!("nothing arrives once the sink is back; it told of {:?}", bench.failures()));
    };
    let silent = LOST.into_iter().find(|of| !told && !bench.has(&texts, of));
    match silent {
        Some(of) if bench.subject.can(Cannot::Deliver) => {
            Err(format!("the record {of:?} is lost, and nothing was told"))
        }
        _ => Ok(()),
    }
}
