/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-integration"

#include "config.h"

#include "dws-conformance.h"

#include <stdlib.h>

/* The server under test, for suites that speak to it from outside: one argument, the port. */
int
main (int   argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;
  guint port = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 0;

  if (!dws_conformance_run (port, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }

  return EXIT_SUCCESS;
}
