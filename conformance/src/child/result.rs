//! What the child tells the harness, in the form that the driver uses, too.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::Stop;
use super::files::{self, Contents};

/// The stages that were run, and what ended them.
pub(super) struct RunResult {
    pub(super) stages: Vec<Stage>,
    /// The stage that was not done, why, and the files as they were before it.
    pub(super) stopped: Option<(usize, Stop, Contents)>,
}

/// How much had been printed after a stage.
pub(super) struct Stage {
    stdout: u64,
    stderr: u64,
}

impl Stage {
    /// Looks at what the streams hold now.
    pub(super) fn now(out: &Path) -> std::io::Result<Stage> {
        let length = |name: &str| Ok::<u64, std::io::Error>(fs::metadata(out.join(name))?.len());
        Ok(Stage { stdout: length("stdout")?, stderr: length("stderr")? })
    }
}

impl RunResult {
    /// Writes `result.json` and `before_refusal/`.
    pub(super) fn write(&self, out: &Path) -> anyhow::Result<()> {
        let stages: Vec<_> =
            self.stages.iter().map(|stage| json!({"stdout": stage.stdout, "stderr": stage.stderr})).collect();
        let (mut refused, mut unavailable) = (None, None);
        match &self.stopped {
            Some((step, Stop::Refused(error), before)) => {
                refused = Some(json!({"step": step, "error": error}));
                for (path, content) in before {
                    files::write(&out.join("before_refusal").join(path), content)?;
                }
            }
            Some((_, Stop::Unavailable(what), _)) => unavailable = Some(what),
            None => {}
        }
        let result = json!({"steps": stages, "refused": refused, "unavailable": unavailable});
        Ok(fs::write(out.join("result.json"), result.to_string())?)
    }
}
