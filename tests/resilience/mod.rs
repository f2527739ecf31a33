//! Faults of the server, and many at once. One oracle throughout: what was loaded through a fault equals what a calm
//! run leaves, and `tierload verify` finds nothing.
//!
//! - `proxy`, `wire`: a proxy that cuts connections, and the protocol that it has to know
//! - `twins`: the same inputs loaded through a fault, and in peace
//! - `cuts`: connections cut amid rows, after a commit was sent, and when they are made
//! - `audits`: the same for audit logs and updates
//! - `commands`: what else writes: migrate, plan, abandon
//! - `pooler`, `slots`: behind a pooler that has few connections to the server
//! - `phases`: holding a load where it is
//! - `terminated`: each connection ended by the server, in each phase
//! - `permanent`: what is not tried again
//! - `roles`: a role with settings that are made for people's queries
//! - `together`: many at once
//! - `full`: full disks, the server's and the one for rejects
//! - `waits`: locks of others
//! - `servers`: a server that is restarted, or comes up late

mod audits;
mod commands;
mod cuts;
mod full;
mod permanent;
mod phases;
mod pooler;
mod proxy;
mod roles;
mod servers;
mod slots;
mod terminated;
mod together;
mod twins;
mod waits;
mod wire;
