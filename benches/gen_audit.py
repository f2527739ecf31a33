"""Writes audit logs and the plan's CSV of the same events: gen_audit.py SCAN.csv FOLDER EVENTS FILES TIME [NODES]

EVENTS accesses of FILES files of the scan, in no order, of about 380 bytes as LucidLink writes them, in NODES (4) logs
under FOLDER/.lucid_audit; FOLDER/events.csv has them as file_path,new_last_accessed,audit_event_id. Events are a
microsecond apart from TIME (seconds since 1970) on."""
import os, random, sys

scan, folder, events, files, time = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
nodes = int(sys.argv[6]) if len(sys.argv) > 6 else 4
random.seed(11)
with open(scan) as f:
    next(f)
    paths = [line.split(",", 2)[:2] for line in f]
root = "\\\\nas01\\projects"
chosen = random.sample(range(len(paths)), files)
picks = [chosen[i % files] for i in range(events)]
random.shuffle(picks)
outs = []
for node in range(nodes):
    place = f"{folder}/.lucid_audit/node{node}/2026/06"
    os.makedirs(place, exist_ok=True)
    outs.append(open(f"{place}/{time}-T.log", "w", buffering=1 << 20))
with open(f"{folder}/events.csv", "w", buffering=1 << 20) as csv:
    csv.write("file_path,new_last_accessed,audit_event_id\n")
    for i, pick in enumerate(picks):
        d, name = paths[pick]
        entry = d[len(root):].replace("\\", "/") + "/" + name
        micros = time * 1_000_000 + i
        action = "FileWritten" if i % 30 == 0 else "FileRead"
        csv.write(f"{d}\\{name},{micros // 1_000_000},{time}-{i}\n")
        outs[i * nodes // events].write(
            f'{{"timestamp":{micros},"schemaVersion":"1.1","operation":{{"action":"{action}","fileId":"{pick}",'
            f'"entryPath":"{entry}"}},"user":{{"id":"u{i % 30}","name":"ann@example.com"}},"device":{{"hostName":"ws-{i % 30}",'
            f'"osName":"macOS","osVersion":"14.2"}},"event":{{"nodeId":"7","filespace":"fs.ws","filespaceUuid":"0f"}}}}\n')
