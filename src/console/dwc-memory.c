/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwc-memory.h"

#include <malloc.h>

/* Some frames of the largest view that is common: 2560×1440, four bytes a pixel. */
#define FRAME_BYTES (32 * 1024 * 1024)

/**
 * dwc_memory_keep_frames:
 *
 * Every frame of GTK's software renderer takes and frees a picture of the window. By default the
 * allocator gives such blocks back to the kernel and takes them again sixty times a second, and the
 * page faults cost a third of a frame. Called first in main(): after it, that much stays with the
 * process.
 */
void
dwc_memory_keep_frames (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, FRAME_BYTES);
  mallopt (M_TRIM_THRESHOLD, FRAME_BYTES);
#endif
}
