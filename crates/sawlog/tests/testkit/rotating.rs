//! `RotatingFileHandler`.

use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sawlog::testkit::HandlerCheck;
use sawlog::{HandlerRef, Packing, RotatingFileHandler, RotatingFileHandlerBuilder};

use super::sinks::{lines, on_folder};

/// The lines of the backups, the oldest first, and of the file.
fn all_lines(path: &Path) -> Vec<String> {
    let folder = std::fs::read_dir(path.parent().expect("a folder")).into_iter().flatten().flatten();
    let mut backups: Vec<(u32, std::path::PathBuf)> = folder
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let number = name.strip_prefix("log.")?.trim_end_matches(".gz").parse().ok()?;
            Some((number, entry.path()))
        })
        .collect();
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.0));
    let mut all = Vec::new();
    let rotates = !backups.is_empty();
    for (_, backup) in backups {
        if backup.extension().is_some_and(|extension| extension == "gz") {
            let mut text = String::new();
            let file = std::fs::File::open(&backup).expect("it was listed");
            flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("what gzip reads");
            all.extend(text.lines().map(str::to_owned));
        } else {
            all.extend(lines(&backup));
        }
    }
    all.extend(lines(path));
    assert!(rotates || all.len() < 50, "nothing was put aside");
    all
}

/// A check of a handler that rotates every few records, and keeps all.
fn check(options: fn(RotatingFileHandlerBuilder) -> RotatingFileHandlerBuilder) -> HandlerCheck {
    let newest: Arc<Mutex<Option<HandlerRef<RotatingFileHandler>>>> = Arc::default();
    let ours = Arc::clone(&newest);
    let make = move |path: &Path| {
        let builder = RotatingFileHandler::builder(path).max_bytes(200).backup_count(1000);
        let handler = options(builder).build().expect("it can be opened");
        *ours.lock().expect("no panic") = Some(handler.clone());
        handler
    };
    let read = move |path: &Path| {
        // While a backup is compressed, a listing may have it in both of its forms.
        let handler = newest.lock().expect("no panic").clone().expect("a handler was made");
        assert!(handler.wait_for_backups(Duration::from_secs(60)), "backups are still under way");
        all_lines(path)
    };
    let patience = Duration::from_secs(60);
    on_folder(make, read, |handler| handler.close().expect("it is written")).limit(patience).arrival(patience)
}

#[test]
fn rotating_file() {
    let report = check(|builder| builder).run();
    report.assert_kept();
    assert!(report.skipped().is_empty(), "{report}");
}

#[test]
fn rotating_file_with_compressed_backups() {
    let report = check(|builder| builder.compress(Packing::Gzip)).run();
    report.assert_kept();
    assert!(report.skipped().is_empty(), "{report}");
}

#[test]
fn rotating_file_shared_with_other_processes() {
    let report = check(|builder| builder.multi_process(true)).run();
    report.assert_kept();
    assert!(report.skipped().is_empty(), "{report}");
}
