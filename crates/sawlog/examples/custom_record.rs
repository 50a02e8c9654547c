//! Records with attributes of one's own, from factories that are chained.

use sawlog::{Level, Stream, basic_config, get_logger, info, make_log_record, set_record_factory, warning};

/// What a library sets up for all records of the program that uses it.
fn install_version() {
    set_record_factory(|make, args| {
        let mut record = make(args);
        record.set("version", "2.4");
        record
    });
}

/// What another library sets up; it knows nothing of the first.
fn install_shard() {
    set_record_factory(|make, args| {
        let shard = args.name.len() % 3;
        let mut record = make(args);
        record.set("shard", shard);
        record
    });
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    install_version();
    install_shard();
    let _guard = basic_config()
        .level(Level::INFO)
        .stream(Stream::Stdout)
        .format("%(levelname)s %(name)s (version %(version)s, shard %(shard)d): %(message)s")
        .init()?;

    info!(get_logger("index"), "rebuilt");
    warning!(get_logger("index.words"), "{} words too long", 17);

    // A record that arrives as a mapping is made without the factory and handled like any other.
    let attributes = [("name", "remote".into()), ("levelno", 20.into()), ("levelname", "INFO".into())];
    let more = [("msg", "from afar".into()), ("version", "1.9".into()), ("shard", 0.into())];
    let mut record = make_log_record(attributes.into_iter().chain(more));
    get_logger("remote").handle(&mut record);
    Ok(())
}
