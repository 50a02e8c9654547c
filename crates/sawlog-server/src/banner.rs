//! What the server says when it is ready: where it listens, where records go, and what a Python program needs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::address::Endpoint;

/// The lines. The first one names every listener, so that a script can read the port that the system chose.
pub(crate) fn banner(listening: &[Endpoint], records_go: &str, python: bool) -> String {
    let at: Vec<String> = listening.iter().map(Endpoint::to_string).collect();
    let at = if at.is_empty() { "no address".to_owned() } else { at.join(", ") };
    let mut text = format!("sawlog: listening at {at}; records go to {records_go}");
    let reachable = listening.iter().find_map(|at| match at {
        Endpoint::Tcp(address) => Some((reachable(address.ip()), address.port())),
        Endpoint::Unix(_) => None,
    });
    if let (true, Some((host, port))) = (python, reachable) {
        text.push_str(&format!(
            "\nsawlog: in a Python program:\n\n    \
             import logging, logging.handlers\n    \
             logging.getLogger().addHandler(logging.handlers.SocketHandler(\"{host}\", {port}))\n    \
             logging.getLogger().setLevel(logging.DEBUG)\n"
        ));
    }
    text
}

/// An address that a client on this machine can connect to.
fn reachable(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    }
}
