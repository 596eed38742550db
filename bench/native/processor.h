// What the workers share: keeping to one processor, and the time that they use of it.

#ifndef PROCESSOR_H
#define PROCESSOR_H

#include <sched.h>
#include <stdlib.h>
#include <time.h>

// pin keeps the process on the processor of that number, where the system can do that. It returns 0 after success.
static inline int pin(const char *number) {
#ifdef __linux__
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(atoi(number), &set);
    return sched_setaffinity(0, sizeof set, &set);
#else
    (void)number;
    return 0;
#endif
}

// nanoseconds is the processor time of this process.
static inline long long nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

#endif
