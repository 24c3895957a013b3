/* Changes one byte of a file, or its length.
 *
 * usage: damage FILE flip OFFSET      turns all bits of the byte; a second time turns them back
 *        damage FILE cut LENGTH
 *        damage FILE length           prints it
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int flip(int file, off_t at) {
    unsigned char byte;
    if (pread(file, &byte, 1, at) != 1)
        return EXIT_FAILURE;
    byte ^= 0xff;
    return pwrite(file, &byte, 1, at) == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv) {
    struct stat status;
    const int file = argc >= 3 ? open(argv[1], O_RDWR) : -1;
    if (file < 0 || fstat(file, &status) != 0)
        return EXIT_FAILURE;
    if (strcmp(argv[2], "length") == 0) {
        printf("%lld\n", (long long)status.st_size);
        return EXIT_SUCCESS;
    }
    const off_t number = argc == 4 ? (off_t)strtoll(argv[3], NULL, 10) : -1;
    if (number < 0)
        return EXIT_FAILURE;
    if (strcmp(argv[2], "flip") == 0)
        return flip(file, number);
    return strcmp(argv[2], "cut") == 0 && ftruncate(file, number) == 0 ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}
