//! Listening, and stopping without cutting anyone off.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use poem::Server;
use poem::http::uri::Scheme;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::web::{LocalAddr, RemoteAddr};
use tokio::net::{TcpListener, TcpStream};

use crate::config::Config;
use crate::http::{self, Engine};

/// How long a connection may stand idle.
const IDLE: Duration = Duration::from_secs(75);

/// A server that has its port but does not answer yet.
pub struct Bound {
    acceptor: TcpAcceptor,
    address: SocketAddr,
}

/// Takes the address and port of the settings. Port 0 takes any free one.
pub async fn bind(config: &Config) -> io::Result<Bound> {
    let listener = TcpListener::bind(&config.listen).await?;
    let address = listener.local_addr()?;
    Ok(Bound { acceptor: TcpAcceptor::from_tokio(listener)?, address })
}

impl Bound {
    /// The address and the port that was taken.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is ready, then finishes what is in flight within `shutdown_seconds`.
    pub async fn serve<E: Engine>(
        self,
        engine: Arc<E>,
        stop: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let grace = Duration::from_secs(engine.config().shutdown_seconds.into());
        Server::new_with_acceptor(Patient(self.acceptor))
            .idle_timeout(IDLE)
            .run_with_graceful_shutdown(http::endpoint(engine), stop, Some(grace))
            .await
    }
}

/// Ready at ctrl-c or SIGTERM.
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}

/// Accepts connections without Nagle's delay, and waits a moment when the system has no more to
/// give (too many open files), where poem's loop would spin.
struct Patient(TcpAcceptor);

impl Acceptor for Patient {
    type Io = TcpStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.0.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(TcpStream, LocalAddr, RemoteAddr, Scheme)> {
        match self.0.accept().await {
            Ok(accepted) => {
                accepted.0.set_nodelay(true)?;
                Ok(accepted)
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                Err(error)
            }
        }
    }
}
