//! The examples that start themselves as other processes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::run;

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn processes_to_one_file() {
    let (stdout, folder) = run("processes_to_one_file");
    let files: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    assert!(files.len() > 3, "{files:?}");
    assert_eq!(stdout, format!("100 records of 10 processes in {} files\n", files.len()));
    let mut workers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut texts: Vec<String> = Vec::new();
    // From the oldest to the youngest.
    for number in (1..=10).rev() {
        texts.extend(fs::read_to_string(folder.path().join(format!("mill.log.{number}"))));
    }
    texts.push(read(folder.path(), "mill.log"));
    assert!(texts.iter().all(|text| text.len() <= 1000));
    for line in texts.iter().flat_map(|text| text.lines()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        workers.entry(words[2].to_owned()).or_default().push(words[6].parse().unwrap());
    }
    assert_eq!(workers.len(), 10);
    for (name, numbers) in workers {
        assert!(numbers.iter().copied().eq(0..10), "{name}: {numbers:?}");
    }
}

#[test]
fn processes_with_configurations() {
    let (stdout, folder) = run("processes_with_configurations");
    let (console, ours): (Vec<&str>, Vec<&str>) = stdout.lines().partition(|line| line.contains("CRITICAL"));
    let mut told = vec!["About to create workers ...".to_owned()];
    told.extend((1..=5).map(|number| format!("Started worker: worker {number}")));
    told.extend(
        ["About to create listener ...", "Started listener", "Telling listener to stop ...", "All done."]
            .map(str::to_owned),
    );
    assert_eq!(ours, told);
    assert_eq!(console.len(), 5 * 20);
    let all = read(folder.path(), "mplog.log");
    assert_eq!(all.lines().count(), 500);
    for number in 1..=5 {
        let of = format!("listener (for worker {number}) Message no. ");
        let numbers: Vec<usize> =
            all.lines().filter_map(|line| line.split_once(&of)).map(|(_, number)| number.parse().unwrap()).collect();
        assert!(numbers.iter().copied().eq(0..100), "worker {number}: {numbers:?}");
    }
    let foo = read(folder.path(), "mplog-foo.log");
    assert!(foo.lines().count() == 5 * 51 && foo.lines().all(|line| line.contains(" foo")), "{}", foo.lines().count());
    let errors = read(folder.path(), "mplog-errors.log");
    assert_eq!(errors.lines().count(), 5 * 40);
    assert!(errors.lines().all(|line| line.contains("ERROR") || line.contains("CRITICAL")));
}
