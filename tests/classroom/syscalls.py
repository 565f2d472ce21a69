"""System calls a submission may not make, by number: name:x86_64:aarch64, "-" where there is none.

Grouped by what an attempt means, because the group is what the teacher reads. The numbers are those
of the kernel's `unistd_64.h` and `asm-generic/unistd.h`; from 424 on they are the same everywhere.
"""

from __future__ import annotations

import platform
import sys

MACHINES = ("x86_64", "aarch64")

DENIED = {
    "opened a network connection": """socket:41:198 socketpair:53:199 connect:42:203 bind:49:200
        listen:50:201 sendto:44:206 accept:43:202 accept4:288:242 recvmsg:47:212 recvmmsg:299:243
        sendmmsg:307:269""",
    "started a process": "fork:57:- vfork:58:-",
    "ran another program": "execve:59:221 execveat:322:281",
    "left its session": "setsid:112:157 setpgid:109:154 unshare:272:97 setns:308:268",
    "signalled another process": """tkill:200:130 rt_sigqueueinfo:129:138
        rt_tgsigqueueinfo:297:240 pidfd_send_signal:424:424 pidfd_open:434:434""",
    "reached into another process": """ptrace:101:117 process_vm_readv:310:270
        process_vm_writev:311:271 process_madvise:440:440 process_mrelease:448:448
        pidfd_getfd:438:438 kcmp:312:272""",
    # Landlock does not cover what changes a file without opening it; with the teacher's own user
    # id, chmod alone could take a class's results away.
    "changed a file's permissions": """chmod:90:- fchmod:91:52 fchmodat:268:53 fchmodat2:452:452
        chown:92:- fchown:93:55 lchown:94:- fchownat:260:54 utime:132:- utimes:235:-
        futimesat:261:- utimensat:280:88 setxattr:188:5 lsetxattr:189:6 fsetxattr:190:7
        removexattr:197:14 lremovexattr:198:15 fremovexattr:199:16""",
    "made a link or a special file": """symlink:88:- symlinkat:266:36 link:86:- linkat:265:37
        mknod:133:- mknodat:259:33 truncate:76:45""",
    "changed what is mounted": """mount:165:40 umount2:166:39 pivot_root:155:41 chroot:161:51
        mount_setattr:442:442 move_mount:429:429 open_tree:428:428 fsopen:430:430 fsconfig:431:431
        fsmount:432:432 fspick:433:433 swapon:167:224 swapoff:168:225 quotactl:179:60
        quotactl_fd:443:443 acct:163:89""",
    # space taken in no time, and not seen where only files are counted
    "reserved space on the disk": "fallocate:285:47",
    # a file reached by its handle is reached past every directory on the way
    "opened a file by handle": "name_to_handle_at:303:264 open_by_handle_at:304:265",
    "spoke to the kernel": """io_uring_setup:425:425 io_uring_enter:426:426
        io_uring_register:427:427 bpf:321:280 perf_event_open:298:241 userfaultfd:323:282
        init_module:175:105 finit_module:313:273 delete_module:176:106 kexec_load:246:104
        kexec_file_load:320:294 reboot:169:142 syslog:103:116 fanotify_init:300:262
        fanotify_mark:301:263 inotify_init:253:- inotify_init1:294:26 inotify_add_watch:254:27
        keyctl:250:219 add_key:248:217 request_key:249:218 personality:135:92 iopl:172:-
        ioperm:173:- modify_ldt:154:- sethostname:170:161 setdomainname:171:162
        settimeofday:164:170 clock_settime:227:112 adjtimex:159:171 clock_adjtime:305:266
        seccomp:317:277 landlock_create_ruleset:444:444""",
    # memory that outlives its process would let one submission write and the next one read
    "used shared memory": """shmget:29:194 shmat:30:196 shmctl:31:195 semget:64:190 semop:65:193
        semtimedop:220:192 msgget:68:186 msgsnd:69:189 msgrcv:70:188 mq_open:240:180
        mq_unlink:241:181 memfd_create:319:279 memfd_secret:447:447""",
    "changed its identity": """setuid:105:146 setgid:106:144 setreuid:113:145 setregid:114:143
        setresuid:117:147 setresgid:119:149 setgroups:116:159 setfsuid:122:151 setfsgid:123:152
        capset:126:91""",
    "changed priorities": """setpriority:141:140 sched_setaffinity:203:122
        sched_setscheduler:144:119 sched_setparam:142:118 sched_setattr:314:274 ioprio_set:251:30
        migrate_pages:256:238 move_pages:279:239""",
}

# judged by an argument, see seccomp.py
JUDGED = {
    "clone": ("started a process", "56:220"),
    "kill": ("signalled another process", "62:129"),
    "tgkill": ("signalled another process", "234:131"),
    "prctl": ("tried to outlive the grader", "157:167"),
    "prlimit64": ("changed another's limits", "302:261"),
    "sendmsg": ("opened a network connection", "46:211"),
    "fcntl": ("signalled another process", "72:25"),
    "ioctl": ("signalled another process", "16:29"),
}
CLONE3 = 435
SECCOMP = (317, 277)
# Calls younger than this table are answered "no such call", as an older kernel would.
FIRST_UNKNOWN = 463


def machine() -> int | None:
    """The column of this machine, or None where nobody has written one."""
    name = platform.machine()
    known = sys.platform.startswith("linux") and name in MACHINES
    return MACHINES.index(name) if known else None


def denied_numbers(column: int) -> dict[int, str]:
    """number -> what an attempt means, for calls refused whatever their arguments."""
    return {
        int(numbers[column]): meaning
        for meaning, calls in DENIED.items()
        for numbers in (call.split(":")[1:] for call in calls.split())
        if numbers[column] != "-"
    }


def judged_number(name: str, column: int) -> int:
    return int(JUDGED[name][1].split(":")[column])
