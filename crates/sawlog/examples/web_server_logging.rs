//! Records sent to a web server, as the fields of a form, in the address or in the body of a request.
//!
//! The server is in this one program. A real one would be asked for by `.secure(true)` and `.credentials(…)`.

use sawlog::{HTTPHandler, HttpMethod, Level, Manager, Value, error, warning};

mod web_receiver;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (host, received) = web_receiver::web_server()?;
    let manager = Manager::new();
    let log = manager.get_logger("lock.gate");

    // What is sent may be chosen.
    let chosen = HTTPHandler::builder(&*host, "/log?lock=3").map_log_record(|record| {
        let text = record.message().unwrap_or_default().to_owned();
        vec![("level".to_owned(), record.level().number().into()), ("text".to_owned(), Value::from(text))]
    });
    log.add_handler(chosen.build()?);
    warning!(log, "the gate is {} cm open", 5);
    println!("{}", received.recv()?.0);

    // As a rule it is all that a record has, under Python's names.
    let whole = HTTPHandler::builder(&*host, "/alarm").method(HttpMethod::Post).level(Level::ERROR).build()?;
    log.add_handler(&whole);
    error!(log, ship = "Anna & Söhne"; "stuck in the gate");
    println!("{}", received.recv()?.0);
    let (request, body) = received.recv()?;
    println!("{request}");
    for field in
        body.split('&').filter(|field| ["msg", "name", "ship"].contains(&field.split('=').next().unwrap_or("")))
    {
        println!("    {field}");
    }

    // A server that is gone costs the caller no more than the time limit, and the record is counted.
    println!("{} failures", whole.failures());
    manager.shutdown();
    Ok(())
}
