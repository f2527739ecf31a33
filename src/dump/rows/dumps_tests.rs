//! Dumps of every format, for [`super::damage_tests`].

/// Name of a format, its header, its records, what ends them.
pub(super) type Dump = (&'static str, &'static str, Vec<String>, &'static str);

/// Names as they occur: with delimiters, quotes and line ends in them.
const NAMES: [&str; 7] = ["plain.txt", "a, b", "a; b", "say \"x\" now", "two\nlines", "é", "tab\tbed"];

/// Columns that a dump of this format does not say.
pub(super) fn columns(format: &str) -> Option<Vec<String>> {
    let columns = match format {
        "s3-inventory" => "Bucket,Key,IsLatest,IsDeleteMarker,Size,LastModifiedDate",
        "rclone-lsf" => "pst",
        _ => return None,
    };
    Some(columns.split(',').map(str::to_owned).collect())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

pub(super) fn dumps() -> Vec<Dump> {
    let of = |record: fn(usize, &str) -> String, skip: &[char]| {
        let names = NAMES.iter().filter(|name| !name.contains(skip));
        (0..3).flat_map(|_| names.clone()).enumerate().map(|(n, name)| record(n, name)).collect::<Vec<_>>()
    };
    let windows = ['"', '\n', '\t'];
    vec![
        (
            "canonical",
            "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n",
            of(|n, name| format!("/d{n},{},1{n},2{n},3{n},4{n}", quoted(name)), &[]),
            "\n",
        ),
        (
            "canonical",
            "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn,allocated_bytes,device,nlink,owner,group\n",
            of(
                |n, name| {
                    format!("/d{n},{},1{n},2{n},3{n},4{n},5{n},4096,65024,1,uid:{n},gid:1", quoted(name))
                },
                &[],
            ),
            "\n",
        ),
        (
            "export",
            "\"file_path\",\"file_size\",\"last_modified\",\"last_accessed\"\r\n",
            of(
                |n, name| {
                    format!(
                        "{},\"1{n}\",\"2024-01-02T03:04:05Z\",\"2024-01-02T03:04:05Z\"",
                        quoted(&format!("/d{n}/{name}"))
                    )
                },
                &[],
            ),
            "\r\n",
        ),
        (
            "csv",
            "size,time,path\n",
            of(|n, name| format!("1{n},2{n},{}", quoted(&format!("/d{n}/{name}"))), &[]),
            "\n",
        ),
        ("csv", "path,size,time\n", of(|n, name| format!("d{n}/{name},1{n},2{n}"), &[',', '"', '\n']), "\n"),
        ("csv", "size,time,path\n", of(|n, name| format!("1{n},2{n},/d{n}/{name}"), &[',', '"', '\n']), "\n"),
        (
            // As du -a writes it: a folder after what is in it.
            "csv",
            "size\tpath\ttime\n",
            of(
                |n, name| match n % 2 {
                    0 => format!("1{n}\t/d{n}/{name}\t1"),
                    _ => format!("4{n}\t/d{}\t2", n - 1),
                },
                &['"', '\n', '\t'],
            ),
            "\n",
        ),
        (
            "pwalk",
            "",
            of(
                |n, name| {
                    format!(
                        "{n},1,0,{},\"\",0,0,1{n},65024,120,1,\"0100755\",5,6,7,-1,0",
                        quoted(&format!("/d{n}/{name}"))
                    )
                },
                &[],
            ),
            "\n",
        ),
        (
            "wiztree",
            "File Name,Size,Allocated,Modified,Attributes,Files,Folders\r\n",
            of(
                |n, name| {
                    let end = if n % 3 == 0 { "\\" } else { "" };
                    format!("\"C:\\d{n}\\{name}{end}\",1{n},0,2026/06/02 03:46:07,0,{},0", n % 3)
                },
                &windows,
            ),
            "\r\n",
        ),
        (
            "windirstat",
            "\"Name\",\"Files\",\"Folders\",\"Logical Size\",\"Physical Size\",\"Attributes\",\"Last Change\",\"WinDirStat Attributes\",\"Index\"\r\n",
            of(
                |n, name| {
                    format!(
                        "\"C:\\d{n}\\{name}\",0,0,1{n},4096,\"A\",2026-06-02T03:46:07Z,0x00000008,0x{n:016X}"
                    )
                },
                &windows,
            ),
            "\r\n",
        ),
        (
            "efu",
            "Filename,Size,Date Modified,Date Created,Attributes\r\n",
            of(
                |n, name| format!("\"C:\\d{n}\\{name}\",1{n},133595279726435345,133595279726435345,32"),
                &windows,
            ),
            "\r\n",
        ),
        (
            "powershell",
            "\"FullName\",\"Length\",\"LastWriteTimeUtc\"\r\n",
            of(|n, name| format!("\"C:\\d{n}\\{name}\",\"1{n}\",\"2024-01-02 03:04:05\""), &windows),
            "\r\n",
        ),
        (
            "mftecmd",
            "EntryNumber,SequenceNumber,InUse,ParentPath,FileName,FileSize,IsDirectory,IsAds,LastAccess0x10,LastModified0x10,Created0x10\r\n",
            of(
                |n, name| {
                    format!(
                        "{n},1,True,.\\d{n},\"{name}\",1{n},False,False,2024-01-02 03:04:05,2024-01-02 03:04:05,2024-01-02 03:04:05"
                    )
                },
                &windows,
            ),
            "\r\n",
        ),
        (
            "azure-inventory",
            "Name,Content-Length,Last-Modified,Snapshot,VersionId,IsCurrentVersion,Deleted\n",
            of(
                |n, name| {
                    format!(
                        "{},1{n},2026-01-02T03:04:05.0000000Z,,,true,false",
                        quoted(&format!("c/d{n}/{name}"))
                    )
                },
                &[],
            ),
            "\n",
        ),
        (
            "gpfs",
            "",
            of(
                |n, name| {
                    let path: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
                    format!(
                        "{n} 65538 0  size%3D1{n}%7Cmtime%3D2026-01-02%2003%3A04%3A05.000000 -- /d{n}/{path}"
                    )
                },
                &[],
            ),
            "\n",
        ),
        (
            "ncdu",
            "[1,2,{\"progname\":\"ncdu\"},\n",
            of(
                |n, name| {
                    let name = serde_json::to_string(name).unwrap();
                    format!("item\t{n}\t/d{n}\t{{\"name\":{name},\"asize\":1{n},\"ino\":{n},\"mtime\":2{n}}}")
                },
                &[],
            ),
            "\n",
        ),
        (
            "rclone",
            "[\n",
            of(
                |n, name| {
                    let path = serde_json::to_string(&format!("d{n}/{name}")).unwrap();
                    format!(
                        "{{\"Path\":{path},\"Name\":\"\",\"Size\":1{n},\"ModTime\":\"2026-01-02T03:04:05Z\",\"IsDir\":false}},"
                    )
                },
                &[],
            ),
            "\n",
        ),
        (
            "rclone-lsf",
            "",
            of(|n, name| format!("{},1{n},2026-01-02 03:04:05", quoted(&format!("d{n}/{name}"))), &[]),
            "\n",
        ),
        (
            "s3-inventory",
            "",
            of(
                |n, name| {
                    let key = quoted(&format!("d{n}/{name}")).replace(' ', "+").replace('\n', "%0A");
                    format!("\"b\",{key},\"true\",\"false\",\"1{n}\",\"2026-01-02T03:04:05.000Z\"")
                },
                &['"'],
            ),
            "\n",
        ),
        ("find-tsv", "", of(|n, name| format!("d{n}/{name}\t1{n}\t2{n}.5\t3{n}.5\t4{n}.5"), &['\n']), "\n"),
        ("find-tsv", "", of(|n, name| format!("/d{n}/{name}\t1{n}\t2{n}.5\t3{n}.5\t4{n}.5"), &['\n']), "\n"),
        (
            "find-tsv",
            "",
            of(
                |n, name| {
                    format!("/d{n}/{name}\t1{n}\t2{n}.5\t3{n}.5\t4{n}.5\t5{n}\t8\t65024\t1\t{n}\tusers")
                },
                &['\n'],
            ),
            "\n",
        ),
        (
            "find0",
            "",
            of(
                |n, name| format!("1{n}\t2{n}.5\t3{n}.5\t4{n}.5\t5{n}\t8\t65024\t1\t{n}\t0\t/d{n}/{name}"),
                &[],
            ),
            "\0",
        ),
        ("find0", "", of(|n, name| format!("1{n}\t2{n}.5\t3{n}.5\t4{n}.5\t/d{n}/{name}"), &[]), "\0"),
    ]
}
