//! What all flows share: tenants, roles, shares, directories, the log of what was done, and the layout of the tables.

mod audit_log;
mod chains;
mod dirs;
mod ids;
pub(crate) mod layout;
mod principals;
mod roles;
mod scan;
mod share;
mod sql;
mod tenant;

pub(crate) use audit_log::add_audit_log;
pub(crate) use dirs::{DirResolver, add_dirs};
pub(crate) use principals::PrincipalResolver;
pub use roles::{Granted, Revoked, grant, revoke};
pub use scan::ScanStatus;
pub(crate) use scan::{FoundScan, find_scan, list_scans};
pub(crate) use share::{ListedShare, NewShare, Share, list_shares};
pub use tenant::{Tenant, add_tenant, list_tenants};
pub(crate) use tenant::{find_tenant, home_is_gone, select_tenants, select_tenants_there};
