/*
 * tftpload: many TFTP clients in one process, to load a server and to check every byte it sends.
 *
 * Each client has a socket of its own and reads one file again and again until the time is over, in lock-step or, if asked to
 * negotiate it, in windows. Packets can be lost on purpose, in both directions. One thread; the result is one line of JSON with
 * what was received, what this program itself cost, and what the server cost while it was being watched.
 *
 *   cc -O2 -o tftpload tftpload.c
 *   tftpload --server 10.77.0.1 --file image.sbn --compare root/image.sbn --clients 16 --seconds 3
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { RRQ = 1, DATA = 3, ACK = 4, ERROR = 5, OACK = 6, MAX_PACKET = 65536, EVENTS = 256 };

struct client {
    int fd;
    int connected;
    uint64_t block;    /* last block in order */
    uint64_t offset;   /* bytes of the file so far */
    int window;        /* agreed */
    int in_window;     /* blocks since the last ACK */
    int block_size;    /* agreed */
    uint64_t deadline; /* when to send the last packet again, in ns */
    uint8_t last[600];
    int last_length;
};

static struct sockaddr_in server;
static const char *file_name;
static const uint8_t *expected;
static uint64_t expected_length;
static int want_block_size, want_window, loss_percent;
static uint64_t timeout_ns = 1000000000ull;

static int measuring;
static uint64_t bytes, blocks, files, mismatches, errors, timeouts, duplicates;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static uint64_t random_state = 88172645463325252ull;

static int lost(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return loss_percent > 0 && (int)(random_state % 100) < loss_percent;
}

static void put(struct client *c, uint64_t now)
{
    c->deadline = now + timeout_ns;
    if (lost())
        return;
    if (c->connected)
        send(c->fd, c->last, (size_t)c->last_length, 0);
    else
        sendto(c->fd, c->last, (size_t)c->last_length, 0, (struct sockaddr *)&server, sizeof server);
}

static void acknowledge(struct client *c, uint64_t now)
{
    c->last[0] = 0;
    c->last[1] = ACK;
    c->last[2] = (uint8_t)(c->block >> 8);
    c->last[3] = (uint8_t)c->block;
    c->last_length = 4;
    c->in_window = 0;
    put(c, now);
}

static int append(uint8_t *packet, int length, const char *text)
{
    size_t n = strlen(text) + 1;
    memcpy(packet + length, text, n);
    return length + (int)n;
}

static void request(struct client *c, int epoll, uint64_t now)
{
    char number[16];
    if (c->fd >= 0)
        close(c->fd);
    /* A fresh port for each transfer, as the peers expect; phones keep theirs, which only the product minds. */
    c->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) {
        perror("socket");
        exit(2);
    }
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
    c->connected = 0;
    c->block = c->offset = 0;
    c->in_window = 0;
    c->window = 1;
    c->block_size = 512;
    c->last[0] = 0;
    c->last[1] = RRQ;
    c->last_length = append(c->last, 2, file_name);
    c->last_length = append(c->last, c->last_length, "octet");
    if (want_block_size) {
        snprintf(number, sizeof number, "%d", want_block_size);
        c->last_length = append(c->last, c->last_length, "blksize");
        c->last_length = append(c->last, c->last_length, number);
    }
    if (want_window) {
        snprintf(number, sizeof number, "%d", want_window);
        c->last_length = append(c->last, c->last_length, "windowsize");
        c->last_length = append(c->last, c->last_length, number);
    }
    put(c, now);
}

static void take_options(struct client *c, const uint8_t *packet, int length)
{
    const char *p = (const char *)packet + 2, *end = (const char *)packet + length;
    while (p < end) {
        const char *name = p, *value = name + strnlen(name, (size_t)(end - name)) + 1;
        if (value >= end)
            return;
        if (!strcasecmp(name, "blksize"))
            c->block_size = atoi(value);
        else if (!strcasecmp(name, "windowsize"))
            c->window = atoi(value);
        p = value + strnlen(value, (size_t)(end - value)) + 1;
    }
}

static void take_data(struct client *c, int epoll, const uint8_t *packet, int length, uint64_t now)
{
    uint16_t number = (uint16_t)(packet[2] << 8 | packet[3]);
    int count = length - 4;
    if (number != (uint16_t)(c->block + 1)) {
        duplicates++;
        if (c->window == 1 && number == (uint16_t)c->block) {
            /* The server has not seen our ACK. The timer that repeats it on silence is started anew: one of the two is enough. */
            acknowledge(c, now);
        } else if (c->window > 1 && (uint16_t)(number - c->block) < 1000 && c->in_window >= 0) {
            /* A gap in a window is told at once, and once (RFC 7440 section 4). */
            acknowledge(c, now);
            c->in_window = -c->window;
        }
        return;
    }
    if (c->in_window < 0)
        c->in_window = 0;
    if (c->offset + (uint64_t)count > expected_length || memcmp(packet + 4, expected + c->offset, (size_t)count))
        mismatches++;
    c->block++;
    c->offset += (uint64_t)count;
    c->in_window++;
    if (measuring) {
        bytes += (uint64_t)count;
        blocks++;
    }
    if (count < c->block_size) {
        if (c->offset != expected_length)
            mismatches++;
        acknowledge(c, now);
        files += (uint64_t)measuring;
        request(c, epoll, now);
    } else if (c->in_window >= c->window) {
        acknowledge(c, now);
    }
}

static void receive(struct client *c, int epoll, uint8_t *packet, uint64_t now)
{
    struct sockaddr_in from;
    socklen_t from_length = sizeof from;
    int length = c->connected ? (int)recv(c->fd, packet, MAX_PACKET, 0)
                              : (int)recvfrom(c->fd, packet, MAX_PACKET, 0, (struct sockaddr *)&from, &from_length);
    if (length < 4 || lost())
        return;
    if (packet[1] == ERROR) {
        errors++;
        fprintf(stderr, "tftpload: ERROR %d %.*s\n", packet[3], length - 4, (char *)packet + 4);
        c->deadline = now + timeout_ns;
        return;
    }
    if (!c->connected) {
        connect(c->fd, (struct sockaddr *)&from, sizeof from);
        c->connected = 1;
    }
    if (packet[1] == OACK && c->block == 0) {
        take_options(c, packet, length);
        acknowledge(c, now);
    } else if (packet[1] == DATA) {
        take_data(c, epoll, packet, length, now);
    }
}

/* Processor time of one process with its threads, of its children that ended, and its resident kilobytes. */
static double process_seconds(int pid, int *parent, long *resident_kb)
{
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, line, sizeof line - 1);
    if (fd >= 0)
        close(fd);
    if (n <= 0)
        return 0;
    line[n] = 0;
    char *p = strrchr(line, ')');
    unsigned long user = 0, system = 0;
    long child_user = 0, child_system = 0, pages = 0;
    if (!p || sscanf(p + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld %*d %*d %*d %*d %*u %*u %ld", parent, &user,
                     &system, &child_user, &child_system, &pages) != 6)
        return 0;
    *resident_kb = pages * (sysconf(_SC_PAGESIZE) / 1024);
    return (double)(user + system + (unsigned long)child_user + (unsigned long)child_system) / (double)sysconf(_SC_CLK_TCK);
}

/* The same for a server and the children that it has now. */
static double server_seconds(int pid, long *resident_kb)
{
    int parent;
    double sum = process_seconds(pid, &parent, resident_kb);
    DIR *proc = opendir("/proc");
    for (struct dirent *entry; proc && (entry = readdir(proc));) {
        int child = atoi(entry->d_name);
        long kb = 0;
        if (child <= 0 || child == pid)
            continue;
        double seconds = process_seconds(child, &parent, &kb);
        if (parent == pid) {
            sum += seconds;
            *resident_kb += kb;
        }
        parent = 0;
    }
    if (proc)
        closedir(proc);
    return sum;
}

static double own_seconds(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void map_expected(const char *path)
{
    struct stat s;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &s) || s.st_size == 0) {
        fprintf(stderr, "tftpload: cannot read %s\n", path);
        exit(2);
    }
    expected_length = (uint64_t)s.st_size;
    expected = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    close(fd);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        { "server", 1, 0, 's' }, { "port", 1, 0, 'p' },    { "file", 1, 0, 'f' },    { "compare", 1, 0, 'c' }, { "clients", 1, 0, 'n' },
        { "seconds", 1, 0, 't' }, { "warmup", 1, 0, 'w' }, { "blksize", 1, 0, 'b' }, { "windowsize", 1, 0, 'W' }, { "loss", 1, 0, 'l' },
        { "pid", 1, 0, 'P' },    { 0 },
    };
    int count = 1, pid = 0, port = 69;
    double seconds = 3, warmup = 0.5;
    const char *compare = NULL;
    server.sin_family = AF_INET;
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (o) {
        case 's': inet_pton(AF_INET, optarg, &server.sin_addr); break;
        case 'p': port = atoi(optarg); break;
        case 'f': file_name = optarg; break;
        case 'c': compare = optarg; break;
        case 'n': count = atoi(optarg); break;
        case 't': seconds = atof(optarg); break;
        case 'w': warmup = atof(optarg); break;
        case 'b': want_block_size = atoi(optarg); break;
        case 'W': want_window = atoi(optarg); break;
        case 'l': loss_percent = atoi(optarg); break;
        case 'P': pid = atoi(optarg); break;
        default: return 2;
        }
    }
    if (!file_name || !compare || count < 1) {
        fprintf(stderr, "tftpload: --server, --file and --compare are needed\n");
        return 2;
    }
    server.sin_port = htons((uint16_t)port);
    map_expected(compare);

    int epoll = epoll_create1(0);
    struct client *clients = calloc((size_t)count, sizeof *clients);
    uint8_t *packet = malloc(MAX_PACKET);
    uint64_t now = now_ns(), begin = 0, start_at = now + (uint64_t)(warmup * 1e9), end = start_at + (uint64_t)(seconds * 1e9);
    uint64_t next_scan = now;
    double server_begin = 0, own_begin = 0;
    long resident_kb = 0, resident_begin_kb = 0;
    for (int i = 0; i < count; i++) {
        clients[i].fd = -1;
        request(&clients[i], epoll, now);
    }

    struct epoll_event events[EVENTS];
    while (now < end) {
        int ready = epoll_wait(epoll, events, EVENTS, 20);
        now = now_ns();
        if (!measuring && now >= start_at) {
            measuring = 1;
            begin = now;
            server_begin = pid ? server_seconds(pid, &resident_begin_kb) : 0;
            own_begin = own_seconds();
        }
        for (int i = 0; i < ready; i++)
            receive(events[i].data.ptr, epoll, packet, now);
        if (now >= next_scan) {
            next_scan = now + 10000000ull;
            for (int i = 0; i < count; i++) {
                if (clients[i].deadline <= now) {
                    timeouts += (uint64_t)measuring;
                    put(&clients[i], now);
                }
            }
        }
    }

    double elapsed = (double)(now - begin) / 1e9;
    double server_cpu = pid ? server_seconds(pid, &resident_kb) - server_begin : 0;
    double own_cpu = own_seconds() - own_begin;
    static const uint8_t bye[] = { 0, ERROR, 0, 0, 'e', 'n', 'd', 0 };
    for (int i = 0; i < count; i++)
        if (clients[i].connected)
            send(clients[i].fd, bye, sizeof bye, 0);
    printf("{\"bytes\":%llu,\"blocks\":%llu,\"files\":%llu,\"seconds\":%.3f,\"mismatches\":%llu,\"errors\":%llu,\"timeouts\":%llu,"
           "\"duplicates\":%llu,\"serverCpu\":%.3f,\"loadCpu\":%.3f,\"residentBeginKb\":%ld,\"residentKb\":%ld}\n",
           (unsigned long long)bytes, (unsigned long long)blocks, (unsigned long long)files, elapsed, (unsigned long long)mismatches,
           (unsigned long long)errors, (unsigned long long)timeouts, (unsigned long long)duplicates, server_cpu, own_cpu, resident_begin_kb,
           resident_kb);
    return mismatches || errors ? 1 : 0;
}
