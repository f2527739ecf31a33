//! A server that asks for the password as it is, and keeps it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Listens for as long as the test process lives.
pub(super) struct Impostor {
    pub(super) port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Impostor {
    pub(super) fn new() -> Impostor {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let impostor = Impostor { port: listener.local_addr().unwrap().port(), heard: heard.clone() };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away has said nothing.
                let _ = listen(stream, &heard);
            }
        });
        impostor
    }

    /// All passwords so far.
    pub(super) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// Has no TLS, and asks whoever comes for a password in clear text. What was heard is known before the client is told anything.
fn listen(mut stream: TcpStream, heard: &Mutex<Vec<String>>) -> std::io::Result<()> {
    // A request for TLS is 8 bytes, and the start of a session is not.
    while body(&mut stream)?.len() == 4 {
        stream.write_all(b"N")?;
    }
    stream.write_all(b"R\0\0\0\x08\0\0\0\x03")?;
    stream.read_exact(&mut [0])?;
    let password = String::from_utf8_lossy(&body(&mut stream)?).trim_end_matches('\0').to_owned();
    heard.lock().unwrap().push(password);
    stream.write_all(b"E\0\0\0\x1cSFATAL\0C28P01\0Mrefused\0\0")
}

fn body(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
    stream.read_exact(&mut body)?;
    Ok(body)
}
