//! Findings for editors and CI: one JSON object a line. Its members are told by `sawlog check --help`.

use serde_json::{Value, json};

use super::Checked;
use super::finding::Finding;

pub(super) fn report(checked: &Checked) -> String {
    checked.findings.iter().map(|finding| line(&checked.name, finding)).collect()
}

fn line(file: &str, finding: &Finding) -> String {
    let object = json!({
        "file": file,
        "line": finding.position.map(|at| at.line),
        "column": finding.position.map(|at| at.column),
        "end_column": finding.end.map(|at| at.column),
        "severity": if finding.is_error { "error" } else { "warning" },
        "code": finding.code,
        "key": Some(&finding.key_path).filter(|key| !key.is_empty()),
        "message": finding.message,
        "hint": finding.hint,
    });
    let object: Value = object;
    format!("{object}\n")
}
