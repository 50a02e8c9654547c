//! The disk fills up, and there is room again: half a line stands alone, and every other line is whole.

use std::fs;
use std::path::Path;

use sawlog::{Encoding, FileHandler, HandlerRef, StreamHandler, handler};

use super::program::{again, folder, logger, stderr_of, succeeds};

/// A record's message of a length at which no block ends.
fn message(number: usize) -> String {
    format!("{number:04} {}", "x".repeat(1500))
}

/// The numbers of the whole lines, and the other lines.
fn read(path: &Path) -> (Vec<usize>, Vec<String>) {
    let text = fs::read_to_string(path).expect("a text");
    let (mut whole, mut other) = (Vec::new(), Vec::new());
    for line in text.lines() {
        match line.get(..4).and_then(|number| number.parse().ok()).filter(|number| line == message(*number)) {
            Some(number) => whole.push(number),
            // In a standard output, there is what the harness of the tests says, too.
            None if !line.contains("xxx") => {}
            None => other.push(line.to_owned()),
        }
    }
    (whole, other)
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    OneByOne,
    Batched,
    /// One by one; what could not be written of a record is kept by the stream itself and may follow later.
    KeepsRest,
}

/// Logs numbered records until some have failed, makes room, and logs on; then every line is compared.
fn fill_and_recover(handler: HandlerRef, path: &Path, how: How, make_room: impl Fn()) {
    let (batched, keeps_rest) = (how == How::Batched, how == How::KeepsRest);
    let (log, handler) = logger(handler);
    let mut number = 0;
    let mut next = || {
        log.info(message(number));
        number += 1;
    };
    while handler.failures() < 3 {
        match batched {
            true => handler::batch(|| (0..10).for_each(|_| next())),
            false => next(),
        }
    }
    make_room();
    (0..5).for_each(|_| next());
    let lost = handler.failures() as usize;
    let (whole, torn) = read(path);
    match keeps_rest {
        true => assert!(whole.len() + lost >= number, "each record is in the file, or a failure, or both"),
        false => assert_eq!(whole.len() + lost, number, "each record is in the file, or a failure"),
    }
    assert!(whole.windows(2).all(|two| two[0] < two[1]), "{whole:?}");
    assert!(whole.ends_with(&[number - 5, number - 4, number - 3, number - 2, number - 1]), "{whole:?}");
    assert_eq!(torn.len(), if keeps_rest { 0 } else { 1 }, "what was written in part stands alone: {torn:?}");
}

#[test]
fn disk_fills_up() {
    if let Some(folder) = folder() {
        let path = folder.join("log");
        let ballast = folder.join("ballast");
        fs::write(&ballast, vec![b'.'; 64 * 1024]).expect("there is room yet");
        let handler = FileHandler::new(&path).expect("there is room yet").erase();
        return fill_and_recover(handler, &path, How::OneByOne, || fs::remove_file(&ballast).expect("it is there"));
    }
    let scratch = tempfile::tempdir().expect("a folder");
    let place = scratch.path().to_string_lossy().into_owned();
    // In a namespace of its own, so that nothing stays mounted.
    let mount = format!("mount -t tmpfs -o size=256k sawlog-test '{place}' && exec \"$0\" \"$@\"");
    if !succeeds("unshare", &["--mount", "sh", "-c", &format!("mount -t tmpfs -o size=256k sawlog-test '{place}'")]) {
        println!(
            "SKIPPED: no small disk can be mounted here (that takes root); the limit on a file's size is tested all the same"
        );
        return;
    }
    let command =
        again("disk_full::disk_fills_up", scratch.path(), &["unshare", "--mount", "sh", "-c", &mount]).output();
    let stderr = stderr_of(command.expect("it starts"));
    assert!(stderr.contains("No space left on device"), "{stderr}");
    assert!(stderr.contains(&format!("FileHandler: cannot write: {place}/log: ")), "{stderr}");
}

/// Lets this process's files grow again.
fn lift_limit() {
    let this = format!("--pid={}", std::process::id());
    assert!(succeeds("prlimit", &[&this, "--fsize=unlimited:unlimited"]));
}

/// Starts a test again with a limit on the size of its files, in units of 512 bytes; what it wrote to stderr.
fn limited(test: &str, blocks: u32) -> Option<String> {
    if !succeeds("prlimit", &["--version"]) {
        println!("SKIPPED: there is no prlimit");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    // The signal is ignored, as it would be for a service whose supervisor does not want it to die of it.
    let limit = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" \"$@\"");
    let stdout = fs::File::create(folder.path().join("stdout")).expect("it can be made");
    let mut command = again(test, folder.path(), &["dash", "-c", &limit]);
    Some(stderr_of(command.stdout(stdout).output().expect("it starts")))
}

#[test]
fn a_file_may_not_grow() {
    if let Some(folder) = folder() {
        let path = folder.join("log");
        let handler = FileHandler::new(&path).expect("it can be made").erase();
        return fill_and_recover(handler, &path, How::OneByOne, lift_limit);
    }
    let Some(stderr) = limited("disk_full::a_file_may_not_grow", 100) else { return };
    assert!(stderr.contains("/log: File too large"), "{stderr}");
}

#[test]
fn a_file_may_not_grow_within_a_batch() {
    if let Some(folder) = folder() {
        let path = folder.join("log");
        let handler = FileHandler::new(&path).expect("it can be made").erase();
        return fill_and_recover(handler, &path, How::Batched, lift_limit);
    }
    let Some(stderr) = limited("disk_full::a_file_may_not_grow_within_a_batch", 100) else { return };
    assert!(stderr.contains("cannot write ") && stderr.contains(" records: "), "{stderr}");
}

#[test]
fn a_stream_may_not_grow() {
    if let Some(folder) = folder() {
        let path = folder.join("log");
        let file = fs::File::create(&path).expect("it can be made");
        return fill_and_recover(StreamHandler::writer(file).erase(), &path, How::OneByOne, lift_limit);
    }
    let Some(stderr) = limited("disk_full::a_stream_may_not_grow", 100) else { return };
    assert!(stderr.contains("StreamHandler: cannot write: File too large"), "{stderr}");
}

#[test]
fn half_a_character_is_made_whole() {
    if let Some(folder) = folder() {
        let path = folder.join("log");
        // One byte that is there already has every character of two bytes torn by the limit.
        fs::write(&path, "x").expect("it can be made");
        let encoding: Encoding = "utf-16-le".parse().expect("an encoding");
        let (log, handler) = logger(FileHandler::builder(&path).encoding(encoding).build().expect("it is there"));
        let mut number = 0;
        while handler.failures() == 0 {
            log.info(message(number));
            number += 1;
        }
        lift_limit();
        log.info("whole again");
        let bytes = fs::read(&path).expect("it is there");
        let units: Vec<u16> = bytes[1..].chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
        let text = String::from_utf16(&units).expect("every character is whole");
        assert!(text.ends_with("\nwhole again\n"), "{text:?}");
        return;
    }
    limited("disk_full::half_a_character_is_made_whole", 21);
}

#[test]
fn a_device_that_is_always_full() {
    let (log, handler) = logger(FileHandler::new("/dev/full").expect("it is there"));
    handler.on_error(|_, error| assert!(error.to_string().contains("/dev/full: No space left"), "{error}"));
    (0..10).for_each(|number| log.info(message(number)));
    assert_eq!(handler.failures(), 10);
}

#[test]
fn a_standard_output_may_not_grow() {
    const TEST: &str = "disk_full::a_standard_output_may_not_grow";
    if let Some(folder) = folder() {
        // What the harness of the tests has written ends here.
        println!();
        return fill_and_recover(StreamHandler::stdout().erase(), &folder.join("stdout"), How::KeepsRest, lift_limit);
    }
    let Some(stderr) = limited(TEST, 100) else { return };
    assert!(stderr.contains("StreamHandler: cannot write: File too large"), "{stderr}");
}
