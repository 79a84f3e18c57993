/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwc-memory.h"

#include <malloc.h>

#ifdef GDK_WINDOWING_X11
#include <cairo-xlib.h>
#include <gdk/x11/gdkx.h>
#endif

/* Some frames of the largest view that is common: 2560×1440, four bytes a pixel. */
#define FRAME_BYTES (32 * 1024 * 1024)

#define KEEPER "dwc-memory-keeper"
/* Below a page of memory cairo does not share it. */
#define KEEPER_SIZE 64

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

#ifdef GDK_WINDOWING_X11

/* The frame of a window that fills the largest monitor, in device pixels. */
static void
get_largest_frame (GdkDisplay *display,
                   int        *width,
                   int        *height)
{
  GListModel *monitors = gdk_display_get_monitors (display);

  *width = *height = 1;
  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);
      int scale = gdk_monitor_get_scale_factor (monitor);
      GdkRectangle area;

      gdk_monitor_get_geometry (monitor, &area);
      *width = MAX (*width, area.width * scale);
      *height = MAX (*height, area.height * scale);
    }
}

static void
keep_shared_memory (GdkDisplay *display)
{
  Display *xdisplay = gdk_x11_display_get_xdisplay (display);
  int screen = DefaultScreen (xdisplay);
  cairo_surface_t *root, *frame, *keeper;
  int width, height;

  if (g_object_get_data (G_OBJECT (display), KEEPER) != NULL)
    return;

  /* What makes room for a frame takes several times that from the kernel, none of it touched until it
   * is used. A small picture in the same block keeps all of it. */
  get_largest_frame (display, &width, &height);
  root = cairo_xlib_surface_create (xdisplay, RootWindow (xdisplay, screen), DefaultVisual (xdisplay, screen), 1, 1);
  frame = cairo_surface_create_similar_image (root, CAIRO_FORMAT_RGB24, width, height);
  keeper = cairo_surface_create_similar_image (root, CAIRO_FORMAT_RGB24, KEEPER_SIZE, KEEPER_SIZE);
  cairo_surface_destroy (frame);
  cairo_surface_destroy (root);
  g_object_set_data_full (G_OBJECT (display), KEEPER, keeper, (GDestroyNotify) cairo_surface_destroy);
}

#endif

/**
 * dwc_memory_keep_shared:
 * @window: a window that is realized
 *
 * On X11 the software renderer hands each frame over in shared memory, a new block of it every time:
 * both sides map it, touch every page for the first time, and let it go, which takes as long as a
 * quiet frame. After this the block stays with the process. Where frames go another way nothing
 * happens.
 */
void
dwc_memory_keep_shared (GtkWindow *window)
{
#ifdef GDK_WINDOWING_X11
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));

  if (renderer != NULL && GSK_IS_CAIRO_RENDERER (renderer) && GDK_IS_X11_DISPLAY (display))
    keep_shared_memory (display);
#endif
}
