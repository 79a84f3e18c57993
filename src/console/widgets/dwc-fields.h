/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DWC_TYPE_FIELDS (dwc_fields_get_type ())

/* Names on the left, values on the right; a field without a value is not shown. */
G_DECLARE_FINAL_TYPE (DwcFields, dwc_fields, DWC, FIELDS, GtkWidget)

GtkWidget *dwc_fields_new (void);
/* Adds a field, hidden until it has a value. Returns its number. */
guint       dwc_fields_add (DwcFields  *self,
                            const char *name);
void        dwc_fields_set (DwcFields  *self,
                            guint       field,
                            const char *value);
/* A value that opens @uri, for telephones and addresses of mail. */
void        dwc_fields_set_link (DwcFields  *self,
                                 guint       field,
                                 const char *scheme,
                                 const char *value);
const char *dwc_fields_get (DwcFields *self,
                            guint      field);         /* "" : not shown */

G_END_DECLS
